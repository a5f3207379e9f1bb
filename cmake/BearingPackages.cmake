# cpack: Debian packages of what is built, one for each set of files that BearingInstall.cmake installs.
find_program(dpkg_shlibdeps dpkg-shlibdeps)
find_program(file_program file)
mark_as_advanced(dpkg_shlibdeps file_program)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bearing)
set(CPACK_PACKAGE_VENDOR Bearing)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${BEARING_MAINTAINER})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)

set(CPACK_COMPONENTS_ALL library development)
if(BEARING_APPS)
  list(APPEND CPACK_COMPONENTS_ALL programs)
endif()
if(BEARING_TRAINING)
  list(APPEND CPACK_COMPONENTS_ALL training)
endif()
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SOURCE bearing)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
if(dpkg_shlibdeps AND file_program)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else()
  message(STATUS "cpack would make packages that don't depend on their libraries: it needs dpkg-shlibdeps (dpkg-dev) and file")
endif()

set(debian ${PROJECT_SOURCE_DIR}/packaging/debian)
set(whole_version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
# A line for each package, and one text for all; a summary of the project would be put before each of them.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(about "Says what news articles are about and where they stand, each with\na calibrated confidence and the sentence that shows it.")

set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME bearing)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SECTION text)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SUGGESTS "bearing-train (= ${whole_version})")
set(CPACK_COMPONENT_PROGRAMS_DESCRIPTION "topic and stance classification of news articles
${about}
.
This package has the program, its manual pages, and a model of
South-East Asian affairs.")
if(BEARING_SERVER)
  string(APPEND CPACK_COMPONENT_PROGRAMS_DESCRIPTION " The service bearing.service, which labels
over HTTP, comes with it, but isn't enabled.")
  set(CPACK_DEBIAN_PROGRAMS_PACKAGE_CONTROL_EXTRA ${debian}/conffiles)
  foreach(script postinst prerm postrm)
    configure_file(${debian}/bearing.${script} ${PROJECT_BINARY_DIR}/debian/${script} COPYONLY)
    list(APPEND CPACK_DEBIAN_PROGRAMS_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/${script})
  endforeach()
endif()

set(CPACK_DEBIAN_TRAINING_PACKAGE_NAME bearing-train)
set(CPACK_DEBIAN_TRAINING_PACKAGE_SECTION text)
set(CPACK_DEBIAN_TRAINING_PACKAGE_DEPENDS "bearing (= ${whole_version})")
# LibTorch is content with the reference BLAS, with which training takes many times as long.
set(CPACK_DEBIAN_TRAINING_PACKAGE_RECOMMENDS libopenblas0)
set(CPACK_COMPONENT_TRAINING_DESCRIPTION "trainer of models for topics and stances of news articles
${about}
.
This package has the program that learns models from annotated
articles, by means of LibTorch.")

# The name of the package says nothing of the soname. Programs depend on libbearing0, which it provides: a later
# library with another soname won't.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libbearing)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_PROVIDES "libbearing0 (= ${whole_version})")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SUGGESTS bearing)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "topic and stance classification of news articles - library
${about}
.
This package has the shared library, for C and for what calls C. Models
are files of their own; the package bearing has one.")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/debian/shlibs CONTENT "libbearing 0 libbearing0 (>= ${PROJECT_VERSION})\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${debian}/triggers ${PROJECT_BINARY_DIR}/debian/shlibs)

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libbearing-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libbearing (= ${whole_version})")
# What the static library for C++ uses inside; C needs none of it.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "libarchive-dev, libbz2-dev, libcld2-dev, libgumbo-dev, libicu-dev, \
liblzma-dev, libsimdjson-dev, libtomlplusplus-dev, libzstd-dev, pkgconf, zlib1g-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "topic and stance classification of news articles - development
${about}
.
This package has the headers for C and C++, the static library for C++,
and what CMake and pkg-config find them by. The recommended packages are
for C++ alone.")

# What Debian asks of a package and an installation elsewhere has no use for.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_package_files.cmake)
set(CPACK_BEARING_SOURCE ${PROJECT_SOURCE_DIR})
set(CPACK_BEARING_STRIP ${CMAKE_STRIP})
set(CPACK_VERBATIM_VARIABLES ON)
include(CPack)
