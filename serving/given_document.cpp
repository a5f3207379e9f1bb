#include "serving/given_document.hpp"

#include "corpus/record_reader.hpp"
#include "corpus/text_limit.hpp"
#include "serving/target_text.hpp"
#include "text/html.hpp"

namespace bearing {
namespace {

// A little more than the limit, so that cutting sees where the last character ends.
bool keep_part(std::string_view given, std::size_t limit, std::string& kept) {
  kept = given.substr(0, limit + 4);
  return cut_text(kept, limit);
}

}  // namespace

Result<Record> make_record(const GivenDocument& given) {
  if (auto valid = check_targets(given.targets); !valid) return valid.error();
  const std::size_t limit = ReadOptions().max_text_bytes;
  Record record;
  record.line = given.whole_file ? 0 : 1;  // 0 is a whole file, whose encoding is found out.
  record.html = given.html;
  Document& document = record.document;
  // A page counts without its scripts, which can be most of it.
  const bool page = given.html || looks_like_html(given.text);
  LimitedText text(document.text, limit, page);
  text.add(given.text);
  record.truncated = text.finish();
  record.truncated = keep_part(given.title, limit, document.title) || record.truncated;
  record.truncated = keep_part(given.id, limit, document.id) || record.truncated;
  record.truncated = keep_part(given.lang, limit, document.lang) || record.truncated;
  document.targets = given.targets;
  return record;
}

}  // namespace bearing
