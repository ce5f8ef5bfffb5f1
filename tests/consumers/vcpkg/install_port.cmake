# Runs a vcpkg port that only configures, installs and tidies up, without vcpkg:
#
#     cmake -DPORT_FOLDER=<folder of portfile.cmake> -DWORK=<work folder> -P install_port.cmake
#
# The tree is <work folder>/packages. The functions here do what vcpkg's of the same names do to a header-only library;
# as those do, they refuse what they do not know. vcpkg's own scripts of August 2026
# gave the same tree, but for quotes around the folder in the .pc file.

get_filename_component(PORT "${PORT_FOLDER}" NAME)
set(CURRENT_PACKAGES_DIR "${WORK}/packages")

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

macro(parse_arguments values lists)
  cmake_parse_arguments(arg "" "${values}" "${lists}" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION} does not know: ${arg_UNPARSED_ARGUMENTS}")
  endif()
endmacro()

function(vcpkg_cmake_configure)
  parse_arguments("SOURCE_PATH" "OPTIONS" ${ARGN})
  run("${CMAKE_COMMAND}" -S "${arg_SOURCE_PATH}" -B "${WORK}/build" -DCMAKE_BUILD_TYPE=Release
    "-DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}" ${arg_OPTIONS})
endfunction()

function(vcpkg_cmake_install)
  parse_arguments("" "" ${ARGN})
  run("${CMAKE_COMMAND}" --build "${WORK}/build" --target install)
endfunction()

# Moves the config to share/<port>, two folders below the prefix, and tells it so.
function(vcpkg_cmake_config_fixup)
  parse_arguments("CONFIG_PATH" "" ${ARGN})
  set(config "${CURRENT_PACKAGES_DIR}/share/${PORT}")
  file(RENAME "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}" "${config}")
  get_filename_component(parent "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}" DIRECTORY)
  file(REMOVE_RECURSE "${parent}")
  file(GLOB files "${config}/*.cmake")
  set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    string(REPLACE "${up}${up}${up}" "${up}${up}" text "${text}")
    string(REPLACE "{CMAKE_CURRENT_LIST_DIR}/../../../" "{CMAKE_CURRENT_LIST_DIR}/../../" text "${text}")
    file(WRITE "${file}" "${text}")
  endforeach()
endfunction()

# Makes a .pc file relative to its own place; here it must already be.
function(vcpkg_fixup_pkgconfig)
  parse_arguments("" "" ${ARGN})
  file(READ "${CURRENT_PACKAGES_DIR}/share/pkgconfig/${PORT}.pc" text)
  if(NOT text MATCHES "^prefix=\\\${pcfiledir}/\\.\\./\\.\\.\n")
    message(FATAL_ERROR "${PORT}.pc is not relative to its place:\n${text}")
  endif()
endfunction()

function(vcpkg_install_copyright)
  parse_arguments("" "FILE_LIST" ${ARGN})
  file(INSTALL ${arg_FILE_LIST} DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}" RENAME copyright)
endfunction()

include("${PORT_FOLDER}/portfile.cmake")
