# Writes the files of the page into a C++ source: cmake -DFOLDER=... -DFILES=a,b -DOUTPUT=... -P EmbedPage.cmake
# index.html is served at "/", every other file at "/page/NAME". An array of characters rather than a string literal,
# whose length compilers limit.
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(entries "")
set(number 0)
foreach(name ${files})
  file(READ ${FOLDER}/${name} hex HEX)
  file(SHA256 ${FOLDER}/${name} hash)
  string(SUBSTRING ${hash} 0 16 tag)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND arrays "const char kFile${number}[] = {${bytes}};\n")
  get_filename_component(extension ${name} LAST_EXT)
  if(extension STREQUAL .html)
    set(type "text/html; charset=utf-8")
  elseif(extension STREQUAL .css)
    set(type "text/css; charset=utf-8")
  elseif(extension STREQUAL .js)
    set(type "text/javascript; charset=utf-8")
  elseif(extension STREQUAL .svg)
    set(type "image/svg+xml")
  else()
    message(FATAL_ERROR "${name}: no media type is known for ${extension}")
  endif()
  set(path "/page/${name}")
  if(name STREQUAL index.html)
    set(path "/")
  endif()
  string(APPEND entries "    {\"${path}\", \"${type}\", \"\\\"${tag}\\\"\", {kFile${number}, sizeof kFile${number}}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made of serving/page/ by cmake/EmbedPage.cmake.
#include \"serving/http_page.hpp\"

namespace bearing {
namespace {

${arrays}
const PageFile kFiles[] = {
${entries}};

}  // namespace

std::span<const PageFile> page_files() { return kFiles; }

}  // namespace bearing
")
