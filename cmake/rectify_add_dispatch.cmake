# rectify_add_dispatch(<target> [SOURCES <source>...])
#
# Compiles rectify's kernels once for each instruction set and links them into the target, so that it can use
# <rectify/dispatch/dispatch.hpp>. SOURCES: the same for functors of your own, as <rectify/dispatch/kernels.hpp> says;
# they get the target's include folders and definitions.

set(rectify_dispatch_folder "${CMAKE_CURRENT_LIST_DIR}/dispatch")

# What <rectify/dispatch/architectures.hpp> lists, the one that always runs first: where objects share a name after all,
# the linker takes the first.
function(_rectify_dispatch_architectures result)
  set(architectures baseline)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CMAKE_CXX_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC"
      AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(architectures sse2 fma3_avx2 avx512bw)
  endif()
  set(${result} ${architectures} PARENT_SCOPE)
endfunction()

# From the flags of the whole build each takes back what is beyond its own.
set(_rectify_dispatch_flags_sse2 -march=x86-64 -mno-sse3)
set(_rectify_dispatch_flags_fma3_avx2 -march=x86-64 -mavx2 -mfma -mf16c -mbmi -mbmi2 -mpopcnt -mno-avx512f)
set(_rectify_dispatch_flags_avx512bw -march=x86-64 -mavx2 -mfma -mf16c -mbmi -mbmi2 -mpopcnt
  -mavx512f -mavx512cd -mavx512dq -mavx512bw -mavx512vl)
foreach(architecture sse2 fma3_avx2 avx512bw)
  set_property(GLOBAL PROPERTY _rectify_dispatch_flags_${architecture} "${_rectify_dispatch_flags_${architecture}}")
endforeach()
set_property(GLOBAL PROPERTY _rectify_dispatch_folder "${rectify_dispatch_folder}")

# An OBJECT library for one architecture: always optimised, so that what is small is inlined and has no name; never
# with link-time optimisation, which would mix the instruction sets.
function(_rectify_dispatch_objects name architecture)
  get_property(flags GLOBAL PROPERTY _rectify_dispatch_flags_${architecture})
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${ARGN})
  target_link_libraries(${name} PRIVATE rectify::rectify)
  target_compile_definitions(${name} PRIVATE RECTIFY_DISPATCH_ARCH=${architecture})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON INTERPROCEDURAL_OPTIMIZATION OFF)
  if(MSVC)
    target_compile_options(${name} PRIVATE /O2)
  else()
    target_compile_options(${name} PRIVATE ${flags} -O2 -fno-lto)
  endif()
endfunction()

function(rectify_add_dispatch target)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "rectify_add_dispatch(${target}): \"${arg_UNPARSED_ARGUMENTS}\" is not known; "
      "sources of your own functors go behind SOURCES")
  endif()
  get_property(folder GLOBAL PROPERTY _rectify_dispatch_folder)
  _rectify_dispatch_architectures(architectures)
  foreach(architecture IN LISTS architectures)
    set(objects rectify_dispatch_${architecture})
    if(NOT TARGET ${objects})
      _rectify_dispatch_objects(${objects} ${architecture} ${folder}/relu.cpp ${folder}/leaky_relu.cpp
        ${folder}/prelu.cpp ${folder}/elu.cpp ${folder}/others.cpp)
    endif()
    target_link_libraries(${target} PRIVATE ${objects})
    if(arg_SOURCES)
      set(objects ${target}_dispatch_${architecture})
      _rectify_dispatch_objects(${objects} ${architecture} ${arg_SOURCES})
      target_include_directories(${objects} PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
      target_compile_definitions(${objects} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
      target_link_libraries(${target} PRIVATE ${objects})
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE rectify::rectify)
endfunction()
