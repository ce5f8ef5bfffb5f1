# Finds xsimd 8.1 or newer and leaves its target, `xsimd`. Used by rectify's build and by its installed package.
#
# Sets rectify_xsimd_problem to a sentence where there is none, or only one that is too old; else to "".

function(rectify_find_xsimd)
  set(rectify_xsimd_problem "" PARENT_SCOPE)
  if(TARGET xsimd)
    return()
  endif()

  # From version 14 on, xsimd insists on xtl, which is needed only for a complex type of xtl's own, unless told not to.
  if(NOT DEFINED XSIMD_ENABLE_XTL_COMPLEX)
    set(XSIMD_ENABLE_XTL_COMPLEX OFF)
  endif()
  # xsimd's version file refuses every other major version, so it is asked for without one.
  find_package(xsimd CONFIG QUIET GLOBAL)
  if(NOT xsimd_FOUND)
    set(rectify_xsimd_problem
        "rectify needs xsimd 8.1 or newer, and found none: install libxsimd-dev (Debian, Ubuntu), xsimd-devel (Fedora) or xsimd (vcpkg, Conan, conda), or set xsimd_DIR"
        PARENT_SCOPE)
    return()
  endif()
  if(xsimd_VERSION VERSION_LESS 8.1)
    set(rectify_xsimd_problem
        "rectify needs xsimd 8.1 or newer, and found ${xsimd_VERSION} in ${xsimd_DIR}: set xsimd_DIR to a newer one"
        PARENT_SCOPE)
    return()
  endif()

  # Debian 12's xsimd names xtl too, but does not look for it.
  get_target_property(libraries xsimd INTERFACE_LINK_LIBRARIES)
  if("xtl" IN_LIST libraries AND NOT TARGET xtl)
    list(REMOVE_ITEM libraries xtl)
    set_target_properties(xsimd PROPERTIES INTERFACE_LINK_LIBRARIES "${libraries}")
  endif()
endfunction()
