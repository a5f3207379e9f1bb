# How Bearing's own targets are built: warnings, sanitizers, rooms and their tests.

add_library(bearing-flags INTERFACE)
target_compile_options(bearing-flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # Nobody replaces our functions in a shared library: so GCC may inline those of the same file, as clang does.
  target_compile_options(bearing-flags INTERFACE -fno-semantic-interposition)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_UNITY_BUILD)
  # In a unity build every source is an included file, of which GCC expects no types of anonymous namespaces.
  target_compile_options(bearing-flags INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overlapping copies in "literal" + std::string (GCC bug 105651).
  target_compile_options(bearing-flags INTERFACE -Wno-restrict)
endif()
if(BEARING_WERROR)
  target_compile_options(bearing-flags INTERFACE -Werror)
endif()
if(BEARING_SANITIZE)
  target_compile_options(bearing-flags INTERFACE -fsanitize=${BEARING_SANITIZE} -fno-omit-frame-pointer
                                                 -fno-sanitize-recover=all)
  target_link_options(bearing-flags INTERFACE -fsanitize=${BEARING_SANITIZE})
endif()

# bearing_room(NAME SOURCES... [LINK libraries...]): the object library of one room below src/.
function(bearing_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINK" ${ARGN})
  add_library(bearing-${name} OBJECT ${ROOM_SOURCES})
  target_include_directories(bearing-${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(bearing-${name} PRIVATE bearing-flags ${ROOM_LINK})
  set_property(GLOBAL APPEND PROPERTY BEARING_ROOMS bearing-${name})
endfunction()

# bearing_room_tests(EXECUTABLE ROOM sources...): tests of one room, gathered into one of the three executables.
function(bearing_room_tests executable room)
  add_library(tests-${room} OBJECT ${ARGN})
  target_include_directories(tests-${room} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src
                                                   ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR})
  target_link_libraries(tests-${room} PRIVATE bearing-flags GTest::gtest GTest::gmock)
  target_compile_definitions(tests-${room} PRIVATE BEARING_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_property(GLOBAL APPEND PROPERTY BEARING_TESTS_${executable} tests-${room})
endfunction()
