// From records to documents: whole files are decoded, pages become text.
#pragma once

#include "corpus/record.hpp"

namespace bearing {

/// Makes a record's text ready: bytes of whole-file documents are decoded (charset into record.charset), HTML
/// becomes title and text. Records with an error stay as they are. Thread-safe.
void prepare(Record& record);

}  // namespace bearing
