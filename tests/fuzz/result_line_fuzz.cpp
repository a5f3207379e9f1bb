// Any bytes as a line of results, and any bytes within a sound one: they are refused, or the columns that are
// made of them are sound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/carried_columns.hpp"
#include "archive/iso_date.hpp"
#include "archive/result_labels.hpp"
#include "archive/result_line.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "corpus/json_text.hpp"

namespace {

using namespace bearing;

constexpr std::string_view kSound =
    R"({"id":"a","lang":"en","topics":[{"label":"x","confidence":0.5,"assigned":true}],"stances":[{"target":"t",)"
    R"("stance":"favor","confidence":1,"holder":"h","evidence":{"text":"e","begin":1,"end":2,"field":"title"}}],)"
    R"("model":"m@1","warnings":["w"],"date":"2021-03-04T05:06:07Z","title":"é\u00e9","more":[{"n":-1.5e3}]})";

void require(bool condition) {
  if (!condition) std::abort();
}

void check_line(ResultParser& parser, std::string_view line) {
  ResultLine result;
  if (!parser.parse(line, result).empty()) return;
  for (const ResultTopic& topic : result.topics) require(topic.confidence >= 0 && topic.confidence <= 1);
  for (const auto& [name, raw] : result.fields) require(is_json_value(raw));
  CarriedColumns columns;
  columns.take(result);
  for (const std::string* json : {&columns.warnings, &columns.fields})
    require(json->empty() || is_json_value(*json));
  for (const std::string* text : {&columns.title, &columns.source, &columns.date})
    require(is_valid_utf8(*text));
  require(labels_of(result).topics.size() == result.topics.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ResultParser parser;
  check_line(parser, bytes);
  check_line(parser, kSound);
  // One byte of the sound line gives way to a few of these, wherever their hash says.
  const std::size_t place = hash64(bytes) % kSound.size();
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    std::string line(kSound.substr(0, place));
    line.append(bytes.substr(0, length)).append(kSound.substr(place + 1));
    check_line(parser, line);
  }
  const std::string date = iso_date(bytes.substr(0, 64));
  require(date.empty() || date.size() >= 4);
  return 0;
}
