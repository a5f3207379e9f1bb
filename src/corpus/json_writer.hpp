// Parts of records as JSON.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/record.hpp"

namespace bearing {

/// ,"name":"value" (without the comma at the start of an object). Empty values are left out.
void append_json_member(std::string_view name, std::string_view value, std::string& out);

void append_json_strings(const std::vector<std::string>& strings, std::string& out);
void append_json_stances(const std::vector<StanceAnnotation>& stances, std::string& out);

/// ,"name":raw for every carried field. A field whose name the record itself uses (one of `taken`), or which
/// would be read back as something else, gets underscores appended until its name is free, so that no reader
/// loses either.
void append_json_fields(const Record& record, std::initializer_list<std::string_view> taken,
                        std::string& out);

/// One (text, target, stance): the record's only stance, or its only target to label, in fields of its own.
void append_pair_line(const Record& record, std::string& out);

/// One doccano object: the text, its classes as "label", and the rest of the record beside them.
void append_doccano_line(const Record& record, std::string& out);

/// One Label Studio task with `topics` as choices.
void append_label_studio_task(const Record& record, std::string& out);

}  // namespace bearing
