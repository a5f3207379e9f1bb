#include "corpus/detect_format.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "corpus/csv_dialect.hpp"
#include "corpus/detect_stance_data.hpp"
#include "corpus/label_coding.hpp"

namespace bearing {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view after_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n\f\v"), text.size()));
}

bool looks_like_html(std::string_view head) {
  if (!head.starts_with('<')) return false;
  const std::string start = lowered(head.substr(0, 16));
  const std::array tags = {"<!doctype", "<html",  "<head", "<body", "<!--",    "<?xml",
                           "<meta",     "<title", "<div",  "<p>",   "<article"};
  return std::any_of(tags.begin(), tags.end(), [&](const char* tag) { return start.starts_with(tag); });
}

/// JSON Lines, an array of objects, or kAuto. A brace alone isn't enough: prose may begin with one, or with
/// an empty pair of brackets.
CorpusFormat json_kind(std::string_view head) {
  if (head.starts_with('{')) {
    const std::string_view inner = after_space(head.substr(1));
    return inner.starts_with('"') || inner.starts_with('}') ? CorpusFormat::kJsonLines : CorpusFormat::kAuto;
  }
  if (!head.starts_with('[')) return CorpusFormat::kAuto;
  const std::string_view inner = after_space(head.substr(1));
  const bool nothing = inner.starts_with(']') && after_space(inner.substr(1)).empty();
  return inner.starts_with('{') || nothing ? CorpusFormat::kLabelStudio : CorpusFormat::kAuto;
}

}  // namespace

CorpusFormat format_of_name(const std::string& name) {
  std::string lowercase = lowered(name);
  for (const std::string_view suffix : {".gz", ".zst", ".bz2", ".xz"}) {
    if (lowercase.ends_with(suffix)) lowercase.resize(lowercase.size() - suffix.size());
  }
  static constexpr std::array<std::pair<std::string_view, CorpusFormat>, 12> kSuffixes = {{
      {".warc", CorpusFormat::kWarc},
      {".jsonl", CorpusFormat::kJsonLines},
      {".ndjson", CorpusFormat::kJsonLines},
      {".json", CorpusFormat::kLabelStudio},
      {".csv", CorpusFormat::kCsv},
      {".tsv", CorpusFormat::kTsv},
      {".ft", CorpusFormat::kFastText},
      {".html", CorpusFormat::kHtml},
      {".htm", CorpusFormat::kHtml},
      {".xhtml", CorpusFormat::kHtml},
      {".txt", CorpusFormat::kText},
      {".text", CorpusFormat::kText},
  }};
  for (const auto& [suffix, format] : kSuffixes) {
    if (lowercase.ends_with(suffix)) return format;
  }
  return CorpusFormat::kAuto;
}

CorpusFormat detect_format(std::string_view head, const std::string& name, const ReadOptions& options) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  const std::string_view start = after_space(head);
  const CorpusFormat named = format_of_name(name);
  if (start.starts_with("WARC/1.")) return CorpusFormat::kWarc;
  if (const CorpusFormat found = detect_stance_data(start, options); found != CorpusFormat::kAuto)
    return found;
  const bool table = named == CorpusFormat::kCsv || named == CorpusFormat::kTsv;
  if (table) return named;  // A cell may begin with anything.
  if (const CorpusFormat json = json_kind(start); json != CorpusFormat::kAuto) return json;
  if (start.starts_with(kFastTextPrefix)) return CorpusFormat::kFastText;
  if (looks_like_html(start)) return CorpusFormat::kHtml;
  if (named != CorpusFormat::kAuto) return named;
  const CsvDialect dialect = csv_dialect(head, options.text_field, ',');
  if (dialect.names_text && dialect.header_cells > 1)
    return dialect.separator == '\t' ? CorpusFormat::kTsv : CorpusFormat::kCsv;
  return CorpusFormat::kText;
}

std::string_view binary_kind(std::string_view head) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kMagics = {{
      {"%PDF-", "a PDF document"},
      {"7z\xBC\xAF", "a 7-Zip archive (tar and zip are read)"},
      {"Rar!\x1A\x07", "a RAR archive (tar and zip are read)"},
      {"\x1F\x8B", "a compressed stream within a compressed stream"},
      {"\x28\xB5\x2F\xFD", "a compressed stream within a compressed stream"},
      {"\xFD\x37zXZ", "a compressed stream within a compressed stream"},
      {"\xD0\xCF\x11\xE0", "an office document"},
      {"\x89PNG", "a PNG image"},
      {"\xFF\xD8\xFF", "a JPEG image"},
      {"GIF8", "a GIF image"},
      {"PAR1", "a Parquet file"},
      {"SQLite format 3", "an SQLite database"},
  }};
  for (const auto& [magic, kind] : kMagics) {
    if (head.starts_with(magic)) return kind;
  }
  return {};
}

}  // namespace bearing
