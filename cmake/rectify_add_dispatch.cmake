# rectify_add_dispatch(<target>... [FUNCTORS <functor>...] [ARCHITECTURES <architecture>...] [SOURCES <source>...])
#
# Compiles rectify's kernels once for each instruction set and puts them into the targets, so that these can use
# <rectify/dispatch/dispatch.hpp>. The targets are of any kind that this project builds; what links to an INTERFACE or
# OBJECT library gets its kernels from that.
#
# FUNCTORS: those that are called, such as relu elu; all, if left out. ARCHITECTURES: of x86-64's sse2, fma3+avx2,
# avx512bw; all, if left out. SOURCES: kernels of functors of your own, as <rectify/dispatch/kernels.hpp> says; they get
# the target's include folders and definitions. Further calls for a target add to those before.
#
# The kernels are compiled with the flags of the target's folder, as they are when this is called, but for warnings and
# what would change a result, an instruction set or the speed: -ffast-math, -march, -O, -flto, coverage.

# Where the headers lie: an installed package says so, elsewhere they are beside this folder.
get_property(rectify_headers GLOBAL PROPERTY rectify_headers)
if(NOT rectify_headers OR NOT EXISTS ${rectify_headers}/rectify/functors)
  set_property(GLOBAL PROPERTY rectify_headers ${CMAKE_CURRENT_LIST_DIR}/../include)
endif()

function(rectify_add_dispatch)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FUNCTORS;ARCHITECTURES;SOURCES")
  list(JOIN arg_UNPARSED_ARGUMENTS " " targets)
  set(call "rectify_add_dispatch(${targets})")
  if(arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "${call}: nothing stands behind ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "rectify_add_dispatch() needs a target")
  endif()

  get_property(headers GLOBAL PROPERTY rectify_headers)
  file(GLOB functors CONFIGURE_DEPENDS RELATIVE ${headers}/rectify/functors ${headers}/rectify/functors/*.hpp)
  list(REMOVE_ITEM functors all.hpp)
  list(TRANSFORM functors REPLACE "[.]hpp$" "")
  rectify_dispatch_chosen(functors "${call}" FUNCTORS "${functors}" "${arg_FUNCTORS}")

  # What <rectify/dispatch/architectures.hpp> lists; the one that always runs comes first, also for the linker.
  set(architectures baseline)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CMAKE_CXX_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC"
      AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(architectures sse2 fma3_avx2 avx512bw)
    list(TRANSFORM arg_ARCHITECTURES REPLACE "^fma3[+]avx2$" fma3_avx2)
    rectify_dispatch_chosen(architectures "${call}" ARCHITECTURES "${architectures}" "${arg_ARCHITECTURES}")
  endif()

  foreach(target IN LISTS arg_UNPARSED_ARGUMENTS)
    if(NOT TARGET ${target})
      message(FATAL_ERROR "${call}: \"${target}\" is no target; functors go behind FUNCTORS, sources of your own ones "
        "behind SOURCES")
    endif()
    get_target_property(aliased ${target} ALIASED_TARGET)
    if(aliased)
      set(target ${aliased})
    endif()
    get_target_property(imported ${target} IMPORTED)
    get_target_property(type ${target} TYPE)
    if(imported OR type STREQUAL "UTILITY")
      message(FATAL_ERROR "${call}: ${target} is not compiled here; name the target that calls rectify::dispatch")
    endif()
    rectify_dispatch_add_to(${target} ${type})
  endforeach()
endfunction()

# Sets `out` to those of `known` that are wanted, in known's order: all, if `wanted` is empty.
function(rectify_dispatch_chosen out call keyword known wanted)
  foreach(name IN LISTS wanted)
    if(NOT name IN_LIST known)
      list(JOIN known ", " choices)
      string(REPLACE "fma3_avx2" "fma3+avx2" choices "${choices}")
      message(FATAL_ERROR "${call}: \"${name}\" is not known behind ${keyword}: there are ${choices}")
    endif()
  endforeach()
  if(wanted)
    foreach(name IN LISTS known)
      if(NOT name IN_LIST wanted)
        list(REMOVE_ITEM known ${name})
      endif()
    endforeach()
  endif()
  set(${out} ${known} PARENT_SCOPE)
endfunction()

# Of rectify_add_dispatch(), for one target. What links to a library that is linked itself finds the kernels in it; what
# links to others gets them. By properties and sources alone: target_link_libraries() would insist on one signature, and
# an exported library on exported kernels.
function(rectify_dispatch_add_to target type)
  get_target_property(folder ${target} SOURCE_DIR)
  rectify_dispatch_flags(${folder})
  rectify_dispatch_kernels(kernels others ${key} others.cpp)
  foreach(functor IN LISTS functors)
    rectify_dispatch_kernels(kernels ${functor} ${key} functor.cpp)
  endforeach()
  if(arg_SOURCES)
    set(sources "")
    foreach(source IN LISTS arg_SOURCES)
      get_filename_component(source ${source} ABSOLUTE)
      list(APPEND sources ${source})
    endforeach()
    string(MD5 of_sources "${sources}")
    string(SUBSTRING ${of_sources} 0 6 of_sources)
    set(user ${target})
    rectify_dispatch_kernels(kernels ${target}_${of_sources} ${key} ${sources})
  endif()

  set(definitions ${architectures})
  list(TRANSFORM definitions REPLACE "(.+)" "RECTIFY_DISPATCH_FOR_\\1=1")
  set(with ${functors})
  list(TRANSFORM with REPLACE "(.+)" "RECTIFY_DISPATCH_WITH_\\1=1")
  list(APPEND definitions RECTIFY_DISPATCH=1 ${with})
  set(objects ${kernels})
  list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  set(headers rectify_dispatch_headers_${key})
  if(type STREQUAL "INTERFACE_LIBRARY")
    list(TRANSFORM definitions REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
    set_property(TARGET ${target} APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS ${definitions})
    set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES $<BUILD_INTERFACE:${headers}>)
  else()
    set_property(TARGET ${target} APPEND PROPERTY COMPILE_DEFINITIONS ${definitions})
    set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES ${headers})
  endif()
  if(type MATCHES "^(INTERFACE|OBJECT)_LIBRARY$")
    list(TRANSFORM objects REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
    set_property(TARGET ${target} APPEND PROPERTY INTERFACE_SOURCES ${objects})
  else()
    target_sources(${target} PRIVATE ${objects})
  endif()
  set_property(TARGET ${target} APPEND PROPERTY RECTIFY_DISPATCH_KERNELS ${kernels})
endfunction()

# Appends to `out` the OBJECT libraries that <sources> become, one an architecture: those of this name and these flags
# that are there already, or new ones.
function(rectify_dispatch_kernels out name key)
  set(sources ${ARGN})
  set(libraries ${${out}})
  set(missing "")
  foreach(architecture IN LISTS architectures)
    set(library rectify_dispatch_${name}_${architecture}_${key})
    list(APPEND libraries ${library})
    if(NOT TARGET ${library})
      list(APPEND missing ${architecture})
    endif()
  endforeach()
  if(missing)
    list(JOIN missing _ places)
    add_subdirectory(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dispatch ${CMAKE_BINARY_DIR}/rectify_dispatch/${key}/${name}/${places}
      EXCLUDE_FROM_ALL)
  endif()
  set(${out} ${libraries} PARENT_SCOPE)
endfunction()

# Sets, in the caller, flags, flags_<CONFIG> and options to what the kernels take of a folder's flags, and key to what
# stands for them in names.
function(rectify_dispatch_flags folder)
  set(all "")
  foreach(config IN ITEMS "" ${CMAKE_BUILD_TYPE} ${CMAKE_CONFIGURATION_TYPES})
    string(TOUPPER "${config}" suffix)
    if(suffix)
      set(suffix _${suffix})
    endif()
    get_directory_property(of_folder DIRECTORY ${folder} DEFINITION CMAKE_CXX_FLAGS${suffix})
    separate_arguments(of_folder NATIVE_COMMAND "${of_folder}")
    rectify_dispatch_kept(kept "${of_folder}")
    string(APPEND all "${suffix} ${kept} ")
    list(JOIN kept " " kept)
    set(flags${suffix} "${kept}" PARENT_SCOPE)
  endforeach()
  get_directory_property(of_folder DIRECTORY ${folder} COMPILE_OPTIONS)
  rectify_dispatch_kept(kept "${of_folder}")
  string(MD5 key "${all} ${kept}")
  string(SUBSTRING ${key} 0 6 key)
  set(options ${kept} PARENT_SCOPE)
  set(key ${key} PARENT_SCOPE)
  set(sanitized OFF PARENT_SCOPE)
  if("${all} ${kept}" MATCHES "-fsanitize")
    set(sanitized ON PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the flags but for those that the kernels do not take.
function(rectify_dispatch_kept out flags)
  set(left_out
    "-O|[-/]W|-w$|-pedantic|-g?(no-)?lto|-f(no-)?(fat-)?lto|--coverage|-f(no-)?(profile|coverage|test-coverage)|-pg$|-p$"
    "-f(no-)?(fast-math|unsafe-math|associative-math|reciprocal-math|finite-math|signed-zeros|trapping-math|math-errno)"
    "-f(no-)?(rounding-math|signaling-nans|single-precision-constant|fp-|float-store|excess-precision|cx-|approx-func)"
    "-f(no-)?(honor-|denormal-fp|inline|keep-inline|trapv|instrument-functions|analyzer)|-DRECTIFY_NO_ALWAYS_INLINE"
    "/fp:|/O|/GL$")
  if(NOT architectures STREQUAL "baseline")
    list(APPEND left_out
      "-m(no-)?(arch=|tune=|cpu=|avx|sse|ssse|mmx|3dnow|fma|f16c|bmi|popcnt|lzcnt|abm|aes|sha|gfni|pclmul|vaes|vpclmul)"
      "-m(no-)?(amx|xop|tbm|adx|movbe|rdrnd|rdseed|prefer-vector-width|fpmath|recip|vzeroupper|evex512)")
  endif()
  set(kept "")
  foreach(flag IN LISTS flags)
    if(flag MATCHES "^SHELL:")
      string(SUBSTRING "${flag}" 6 -1 flag)
      separate_arguments(flag NATIVE_COMMAND "${flag}")
      rectify_dispatch_kept(flag "${flag}")
      list(APPEND kept ${flag})
      continue()
    endif()
    set(keep ON)
    foreach(pattern IN LISTS left_out)
      if(flag MATCHES "(^|[:,])(${pattern})") # within a generator expression too
        set(keep OFF)
      endif()
    endforeach()
    if(keep)
      list(APPEND kept "${flag}")
    endif()
  endforeach()
  set(${out} "${kept}" PARENT_SCOPE)
endfunction()
