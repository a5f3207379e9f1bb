#include "corpus/json_record.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

#include "base/utf8.hpp"
#include "corpus/buffered_input.hpp"
#include "corpus/json_shortener.hpp"
#include "corpus/json_text.hpp"
#include "corpus/json_values.hpp"
#include "corpus/label_choices.hpp"
#include "corpus/pair_fields.hpp"
#include "corpus/text_limit.hpp"

// simdjson's on-demand interface finds structure and checks UTF-8 with the machine's vector instructions.
// Strings are unescaped here: straight into the document, and lone surrogates (half an emoji, cut off by some
// scraper) cost one replacement character and not the whole document.

namespace bearing {
namespace {

static_assert(BufferedInput::kSlack >= simdjson::SIMDJSON_PADDING);

/// Whether the document has an object "data", as tasks of Label Studio do.
bool holds_data(json::document& document) {
  json::value data;
  json::json_type type{};
  const bool found = document.find_field_unordered("data").get(data) == simdjson::SUCCESS &&
                     data.type().get(type) == simdjson::SUCCESS && type == json::json_type::object;
  if (document.is_alive()) document.rewind();  // a parser that met broken JSON can't even be rewound
  return found;
}

/// Few fields, and all different: the usual case, told without allocating.
bool clearly_different(const std::vector<std::pair<std::string, std::string>>& fields) {
  if (fields.size() > 16) return false;
  for (std::size_t i = 1; i < fields.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (fields[i].first == fields[j].first) return false;
    }
  }
  return true;
}

/// Keeps the last of fields that share a name, in the place of the first.
void drop_doubled(std::vector<std::pair<std::string, std::string>>& fields) {
  if (clearly_different(fields)) return;
  std::unordered_map<std::string_view, std::size_t> first;
  std::vector<bool> keep(fields.size(), true);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto [place, fresh] = first.try_emplace(fields[i].first, i);
    if (fresh) continue;
    fields[place->second].second.swap(fields[i].second);
    keep[i] = false;
  }
  if (first.size() == fields.size()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!keep[i]) continue;
    if (kept != i) fields[kept] = std::move(fields[i]);
    ++kept;
  }
  fields.resize(kept);
}

}  // namespace

/// JSON above this is shortened before it is parsed, since the parser takes several times its size.
constexpr std::size_t kHugeJson = std::size_t{4} << 20;
/// What may be left of it.
constexpr std::size_t kMostShortened = std::size_t{16} << 20;
/// Bytes that a byte of text may be written with: \u0041.
constexpr std::size_t kLongestEscape = 6;

/// The objects that names with dots lead through: "a" and "a.b" for "a.b.c".
std::vector<std::string> branches_of(const ReadOptions& options) {
  std::vector<std::string> branches;
  for (const std::string* name : {&options.text_field, &options.title_field, &options.id_field,
                                  &options.label_field, &options.target_field, &options.stance_field}) {
    for (std::size_t dot = name->find('.'); dot != std::string::npos; dot = name->find('.', dot + 1))
      branches.push_back(name->substr(0, dot));
  }
  return branches;
}

struct JsonRecordParser::Impl {
  ReadOptions options;
  JsonShape shape;
  std::vector<std::string> branches{};
  std::vector<std::string> plain{};  ///< Names with dots that a field has itself.
  std::string shortened{};
  json::parser parser{};
  std::string repaired{};  ///< The JSON with its ill-formed UTF-8 replaced, and slack.
  std::size_t fields = 0;  ///< Fields of the record in use; those behind wait to be reused.
  bool has_text = false;
  bool is_task = false;   ///< The object is a task of Label Studio.
  std::string task_id{};  ///< Label Studio's own number of a task.
  Fault choices_fault{};

  Fault parse(std::string_view text, Record& record);
  Fault parse_whole(std::string_view text, Record& record);
  bool is_branch(std::string_view name) const;
  Fault read_branch(const std::string& path, json::value& value, Record& record);
  Fault read_entry(std::string_view name, json::value& value, Record& record);
  Fault parse_document(std::string_view text, Record& record);
  Fault read_fields(json::object& object, Record& record);
  Fault read_field(std::string_view name, json::value& value, Record& record);
  Fault read_task_field(std::string_view name, json::value& value, Record& record);
  Fault read_unannotated(std::string_view name, json::value& value, Record& record);
  Fault read_labels(json::value& value, Record& record);
  Fault carry(std::string_view name, json::value& value, Record& record);
  Fault adopt_labels(Record& record);
  Fault conclude(Record& record);
};

Fault JsonRecordParser::Impl::parse(std::string_view text, Record& record) {
  bool cut = false;
  Fault fault;
  if (text.size() <= kHugeJson) {
    fault = parse_whole(text, record);
  } else if (shorten_json(text, options.max_text_bytes * kLongestEscape, kMostShortened, shortened, cut)) {
    const std::size_t size = shortened.size();
    shortened.append(BufferedInput::kSlack, '\0');
    fault = parse_whole(std::string_view(shortened).substr(0, size), record);
  } else {
    clear_record(record);
    fault = "the JSON holds more than " + std::to_string(kMostShortened) + " bytes beside long strings";
  }
  if (shortened.capacity() > kHugeJson) std::string().swap(shortened);
  if (cut) record.truncated = true;
  return fault;
}

Fault JsonRecordParser::Impl::parse_whole(std::string_view text, Record& record) {
  Fault fault = parse_document(text, record);
  if (fault != "UTF-8") return fault;
  // Only now: valid UTF-8 is the rule, and costs no pass of its own.
  repaired.clear();
  const std::size_t replaced = append_repaired_utf8(text, repaired);
  const std::size_t size = repaired.size();
  repaired.append(BufferedInput::kSlack, '\0');
  fault = parse_document(std::string_view(repaired).substr(0, size), record);
  record.replaced += replaced;
  return fault;
}

Fault JsonRecordParser::Impl::parse_document(std::string_view text, Record& record) {
  auto reused = std::move(record.document.fields);
  clear_record(record);
  record.document.fields = std::move(reused);
  fields = 0;
  has_text = false;
  task_id.clear();
  plain.clear();
  choices_fault.clear();
  if (text.size() > parser.capacity()) {
    if (auto code = parser.allocate(std::bit_ceil(std::max(text.size(), std::size_t{4096}))))
      return syntax(code);
  }
  json::document document;
  if (auto code =
          parser.iterate(text.data(), text.size(), text.size() + BufferedInput::kSlack).get(document)) {
    return code == simdjson::UTF8_ERROR ? "UTF-8" : syntax(code);
  }
  json::json_type type{};
  if (auto code = document.type().get(type)) return syntax(code);
  if (type != json::json_type::object) return std::string("expected a JSON object, found ") + type_name(type);
  is_task = shape == JsonShape::kLabelStudio && !is_branch("data") && holds_data(document);
  if (!document.is_alive()) return syntax(simdjson::TAPE_ERROR);
  json::object object;
  if (auto code = document.get_object().get(object)) return syntax(code);
  if (Fault fault = read_fields(object, record); !fault.empty()) return fault;
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS) return "more text follows the JSON object";
  return conclude(record);
}

Fault JsonRecordParser::Impl::read_fields(json::object& object, Record& record) {
  for (auto entry : object) {
    json::field field;
    if (auto code = std::move(entry).get(field)) return syntax(code);
    std::string_view name;
    if (auto code = field.unescaped_key().get(name)) return syntax(code);
    Fault fault =
        is_task ? read_task_field(name, field.value(), record) : read_entry(name, field.value(), record);
    if (!fault.empty()) return fault;
  }
  return {};
}

bool JsonRecordParser::Impl::is_branch(std::string_view name) const {
  return std::find(branches.begin(), branches.end(), name) != branches.end();
}

/// A field of the record itself, which may be an object that a name with dots leads into.
Fault JsonRecordParser::Impl::read_entry(std::string_view name, json::value& value, Record& record) {
  if (branches.empty()) return read_field(name, value, record);
  if (name.find('.') != std::string_view::npos) plain.emplace_back(name);
  if (!is_branch(name)) return read_field(name, value, record);
  return read_branch(std::string(name), value, record);
}

Fault JsonRecordParser::Impl::read_branch(const std::string& path, json::value& value, Record& record) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (type != json::json_type::object) return read_field(path, value, record);
  json::object object;
  if (auto code = value.get_object().get(object)) return syntax(code);
  for (auto entry : object) {
    json::field field;
    if (auto code = std::move(entry).get(field)) return syntax(code);
    std::string_view key;
    if (auto code = field.unescaped_key().get(key)) return syntax(code);
    const std::string name = path + "." + std::string(key);
    if (std::find(plain.begin(), plain.end(), name) != plain.end()) continue;
    Fault fault =
        is_branch(name) ? read_branch(name, field.value(), record) : read_field(name, field.value(), record);
    if (!fault.empty()) return fault;
  }
  return {};
}

Fault JsonRecordParser::Impl::read_field(std::string_view name, json::value& value, Record& record) {
  Document& document = record.document;
  if (name == options.text_field) {
    json::json_type type{};
    if (auto code = value.type().get(type)) return syntax(code);
    if (type != json::json_type::string) return mismatch(name, "a string", type);
    has_text = true;
    return read_string(value, name, document.text, record.replaced);
  }
  if (name == options.title_field) return read_string(value, name, document.title, record.replaced);
  if (options.annotations == Annotations::kNone) return read_unannotated(name, value, record);
  if (name == "targets") return read_targets(value, document.targets);
  if (name == options.id_field) return read_id(value, name, document.id, record.replaced);
  if (options.annotations == Annotations::kTargets) return read_unannotated(name, value, record);
  if (name == "lang") return read_string(value, name, document.lang, record.replaced);
  if (name == "stances") return read_stances(value, record.annotation, record.replaced);
  if (name == options.label_field) return read_labels(value, record);
  return carry(name, value, record);
}

Fault JsonRecordParser::Impl::read_unannotated(std::string_view name, json::value& value, Record& record) {
  std::string* const place = name == "lang"             ? &record.document.lang
                             : name == options.id_field ? &record.document.id
                                                        : nullptr;
  if (place != nullptr) {
    json::json_type type{};
    if (auto code = value.type().get(type)) return syntax(code);
    if (type == json::json_type::string) return read_string(value, name, *place, record.replaced);
  }
  return carry(name, value, record);
}

Fault JsonRecordParser::Impl::read_labels(json::value& value, Record& record) {
  json::json_type type{};
  std::string_view raw;
  if (auto code = value.type().get(type)) return syntax(code);
  if (auto code = raw_value(value, type, raw)) return syntax(code);
  record.annotation.topics.clear();
  record.annotation.has_topics = type != json::json_type::null;
  if (!record.annotation.has_topics) return {};
  if (type == json::json_type::number && is_json_value(raw)) {  // class numbers of public data sets
    record.annotation.topics.emplace_back(raw);
    return {};
  }
  if (parse_strings(raw, record.annotation.topics)) return {};
  if (!is_json_value(raw)) return syntax(simdjson::TAPE_ERROR);
  if (shape == JsonShape::kDoccano && type == json::json_type::array) {
    return "field \"" + options.label_field +
           "\" holds marked spans of text; only whole-document classes can be read";
  }
  return "field \"" + options.label_field + "\": expected an array of strings, found " +
         (type == json::json_type::array ? "an array of other things" : type_name(type));
}

Fault JsonRecordParser::Impl::carry(std::string_view name, json::value& value, Record& record) {
  auto& carried = record.document.fields;
  if (fields == carried.size()) carried.emplace_back();
  auto& slot = carried[fields];
  slot.first.assign(name);  // before the value is looked at: the name lives in the parser's memory
  json::json_type type{};
  std::string_view raw;
  if (auto code = value.type().get(type)) return syntax(code);
  if (auto code = raw_value(value, type, raw)) return syntax(code);
  raw = trimmed(raw);
  // The parser skips what nobody asks for; but it is written out again, so it has to be sound.
  if (!is_json_value(raw))
    return "field \"" + slot.first + "\" does not hold valid JSON (NaN and Infinity are none)";
  slot.second.assign(raw);
  ++fields;
  return {};
}

Fault JsonRecordParser::Impl::read_task_field(std::string_view name, json::value& value, Record& record) {
  json::json_type type{};
  if (auto code = value.type().get(type)) return syntax(code);
  if (name == "data") {
    if (type != json::json_type::object) return mismatch("data", "an object", type);
    json::object object;
    if (auto code = value.get_object().get(object)) return syntax(code);
    for (auto entry : object) {
      json::field field;
      if (auto code = std::move(entry).get(field)) return syntax(code);
      std::string_view key;
      if (auto code = field.unescaped_key().get(key)) return syntax(code);
      if (Fault fault = read_entry(key, field.value(), record); !fault.empty()) return fault;
    }
    return {};
  }
  if (name == "id") return read_id(value, "id", task_id, record.replaced);
  if (name != "annotations" && name != "completions") return {};
  std::string_view raw;
  if (auto code = raw_value(value, type, raw)) return syntax(code);
  choices_fault = read_label_choices(raw, options.label_field, record.annotation);
  return {};
}

/// Without the native field, "labels" or "label" of a public data set serve, if they hold text.
Fault JsonRecordParser::Impl::adopt_labels(Record& record) {
  auto& carried = record.document.fields;
  for (const char* name : {"labels", "label"}) {
    const auto found =
        std::find_if(carried.begin(), carried.end(), [&](auto& field) { return field.first == name; });
    if (found == carried.end()) continue;
    if (parse_strings(found->second, record.annotation.topics)) {
      record.annotation.has_topics = true;
      carried.erase(found);
      return {};
    }
    record.annotation.topics.clear();
    if (shape != JsonShape::kDoccano || found->second == "null") continue;
    if (found->second.starts_with("[")) {
      return std::string("field \"") + name +
             "\" holds marked spans of text; only whole-document classes can be read";
    }
    return std::string("field \"") + name + "\": expected class names (a string or an array of strings)";
  }
  return {};
}

Fault JsonRecordParser::Impl::conclude(Record& record) {
  record.document.fields.resize(fields);
  drop_doubled(record.document.fields);
  for (std::string* text : {&record.document.text, &record.document.title}) {
    if (cut_text(*text, options.max_text_bytes)) record.truncated = true;
  }
  if (record.document.id.empty()) record.document.id = task_id;
  if (!has_text) {
    const std::string where = is_task ? " below \"data\"" : "";
    return "field \"" + options.text_field + "\" is missing" + where + " (is the text under another name?)";
  }
  if (options.annotations != Annotations::kAll) return {};
  if (!choices_fault.empty()) return choices_fault;
  if (Fault fault = adopt_pair(record, options); !fault.empty()) return fault;
  if (!is_task && !record.annotation.has_topics && !record.document.fields.empty())
    return adopt_labels(record);
  return {};
}

JsonRecordParser::JsonRecordParser(const ReadOptions& options, JsonShape shape)
    : impl_(new Impl{.options = options, .shape = shape, .branches = branches_of(options)}) {}
JsonRecordParser::~JsonRecordParser() = default;
JsonRecordParser::JsonRecordParser(JsonRecordParser&&) noexcept = default;

void JsonRecordParser::parse(std::string_view text, Record& record) {
  Fault fault = impl_->parse(text, record);
  if (fault.empty()) return;
  record.document.fields.clear();
  set_record_error(record, std::move(fault));
}

}  // namespace bearing
