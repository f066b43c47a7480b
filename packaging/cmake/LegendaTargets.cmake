# What every target of the product shares: language level, warnings, output folders, compiler cache,
# and the two helpers legenda_library() and legenda_registry().

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(LEGENDA_CCACHE ccache)
if(LEGENDA_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${LEGENDA_CCACHE})
endif()

# Several files of a library are compiled as one: half the time for all, a few seconds more for one that was edited.
option(LEGENDA_UNITY "Compile several files of a library together" OFF)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)

add_library(legenda_common INTERFACE)
target_compile_definitions(legenda_common INTERFACE
  LEGENDA_VERSION="${PROJECT_VERSION}" QT_NO_KEYWORDS $<$<BOOL:${LEGENDA_GUI}>:QT_NO_CAST_TO_ASCII>)
target_include_directories(legenda_common INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(legenda_common INTERFACE -Wall -Wextra -Wpedantic -Wsuggest-override -Woverloaded-virtual -fpch-preprocess
  $<$<BOOL:${LEGENDA_UNITY}>:-Wno-subobject-linkage>
  $<$<BOOL:${LEGENDA_WERROR}>:-Werror>)
if(LEGENDA_SANITIZE)
  target_compile_options(legenda_common INTERFACE -fsanitize=${LEGENDA_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(legenda_common INTERFACE -fsanitize=${LEGENDA_SANITIZE})
endif()

# legenda_library(NAME USES a b LINK x y): the static library legenda_NAME of all sources below this folder.
# USES names folders of core it may call (the arrows of the architecture: nothing else is linked).
function(legenda_library name)
  cmake_parse_arguments(ARG "" "" "USES;LINK;PRIVATE_LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
  endif()
  add_library(legenda_${name} STATIC ${sources})
  set_target_properties(legenda_${name} PROPERTIES UNITY_BUILD ${LEGENDA_UNITY})
  list(TRANSFORM ARG_USES PREPEND legenda_)
  target_link_libraries(legenda_${name} PUBLIC legenda_common ${ARG_USES} ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
endfunction()

# legenda_registry(TARGET FOLDER FUNCTION RETURN_TYPE HEADER): one more file in FOLDER, or in a folder below it,
# is one more entry. some_name.cpp must define `RETURN_TYPE make_some_name()`; the generated FUNCTION() returns all of
# them.
function(legenda_registry target folder function type header)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  set(declarations "")
  set(calls "")
  foreach(file ${files})
    get_filename_component(stem ${file} NAME_WE)
    string(APPEND declarations "${type} make_${stem}();\n")
    string(APPEND calls "    all.push_back(make_${stem}());\n")
  endforeach()
  string(REGEX MATCH "^(.*)::([^:]+)$" _ ${function})
  string(REPLACE "/" "_" generated ${CMAKE_CURRENT_BINARY_DIR}/${target}_${folder})
  file(CONFIGURE OUTPUT ${generated}_registry.cpp CONTENT
"#include \"${header}\"
namespace ${CMAKE_MATCH_1} {
${declarations}
std::vector<${type}> ${CMAKE_MATCH_2}() {
    std::vector<${type}> all;
${calls}    return all;
}
}
")
  target_sources(${target} PRIVATE ${generated}_registry.cpp)
endfunction()
