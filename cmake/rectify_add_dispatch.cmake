# rectify_add_dispatch(<target> [SOURCES <source>...])
#
# Compiles rectify's kernels once for each instruction set and links them into the target, so that it can use
# <rectify/dispatch/dispatch.hpp>. SOURCES: the same for functors of your own, as <rectify/dispatch/kernels.hpp> says;
# they get the target's include folders and definitions.
function(rectify_add_dispatch target)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "rectify_add_dispatch(${target}): \"${arg_UNPARSED_ARGUMENTS}\" is not known; "
      "sources of your own functors go behind SOURCES")
  endif()

  # What <rectify/dispatch/architectures.hpp> lists; the one that always runs comes first, also for the linker.
  set(architectures baseline)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CMAKE_CXX_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC"
      AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(architectures sse2 fma3_avx2 avx512bw)
  endif()

  set(folder ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dispatch)
  foreach(architecture IN LISTS architectures)
    set(objects rectify_dispatch_${architecture})
    if(NOT TARGET ${objects})
      rectify_dispatch_objects(${objects} ${architecture} ${folder}/relu.cpp ${folder}/leaky_relu.cpp
        ${folder}/prelu.cpp ${folder}/elu.cpp ${folder}/others.cpp)
    endif()
    target_link_libraries(${target} PRIVATE ${objects})
    if(arg_SOURCES)
      set(objects ${target}_dispatch_${architecture})
      rectify_dispatch_objects(${objects} ${architecture} ${arg_SOURCES})
      target_include_directories(${objects} PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
      target_compile_definitions(${objects} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
      target_link_libraries(${target} PRIVATE ${objects})
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE rectify::rectify)
endfunction()

# An OBJECT library of sources for one architecture. Always optimised, so that small functions are inlined and have no
# name that two architectures could share; never with link-time optimisation, which would mix the instruction sets.
function(rectify_dispatch_objects name architecture)
  # They also take back what the flags of the whole build, such as -march=native, allow beyond the architecture.
  set(flags_of_sse2 -march=x86-64 -mno-sse3)
  set(flags_of_fma3_avx2 -march=x86-64 -mavx2 -mfma -mf16c -mbmi -mbmi2 -mpopcnt -mno-avx512f)
  set(flags_of_avx512bw -march=x86-64 -mavx2 -mfma -mf16c -mbmi -mbmi2 -mpopcnt
    -mavx512f -mavx512cd -mavx512dq -mavx512bw -mavx512vl)
  set(optimised $<IF:$<CXX_COMPILER_ID:MSVC>,/O2,-O3$<SEMICOLON>-fno-lto>)

  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${ARGN})
  target_link_libraries(${name} PRIVATE rectify::rectify)
  target_compile_definitions(${name} PRIVATE RECTIFY_DISPATCH_ARCH=${architecture})
  target_compile_options(${name} PRIVATE ${flags_of_${architecture}} ${optimised})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON INTERPROCEDURAL_OPTIMIZATION OFF)
endfunction()
