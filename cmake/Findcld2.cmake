# Debian ships CLD2 (Compact Language Detector 2) without a CMake package.
find_path(CLD2_INCLUDE_DIR cld2/public/compact_lang_det.h)
find_library(CLD2_LIBRARY cld2)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(cld2 DEFAULT_MSG CLD2_LIBRARY CLD2_INCLUDE_DIR)
if(cld2_FOUND AND NOT TARGET cld2::cld2)
  add_library(cld2::cld2 UNKNOWN IMPORTED)
  set_target_properties(cld2::cld2 PROPERTIES IMPORTED_LOCATION ${CLD2_LIBRARY}
                                              INTERFACE_INCLUDE_DIRECTORIES ${CLD2_INCLUDE_DIR})
endif()
