// WARC (ISO 28500) 1.0 and 1.1: what crawlers keep of the web, and the texts made of it (WET).
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "corpus/http_body.hpp"
#include "corpus/record_writer.hpp"
#include "corpus/stream_readers.hpp"
#include "corpus/text_limit.hpp"

namespace bearing {
namespace {

constexpr std::string_view kVersion = "WARC/";
constexpr std::size_t kLongestHeader = std::size_t{1} << 16;

/// The rest of one WARC record, as a stream.
class ContentSource final : public ByteSource {
 public:
  ContentSource(BufferedInput& input, std::uint64_t& left) : input_(input), left_(left) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (left_ == 0) return std::size_t{0};
    if (input_.window().empty() && !input_.fill()) {
      if (input_.error()) return *input_.error();
      return Error{ErrorCode::kInvalidData, "the WARC record is cut off", {}, 0, {}};
    }
    const auto count = static_cast<std::size_t>(
        std::min({std::uint64_t{buffer.size()}, left_, std::uint64_t{input_.window().size()}}));
    std::copy_n(input_.window().data(), count, buffer.data());
    input_.consume(count);
    left_ -= count;
    return count;
  }

 private:
  BufferedInput& input_;
  std::uint64_t& left_;
};

/// What stands before the blank line at the start of the window, which is put behind it; none where there is
/// no blank line within `limit` bytes.
std::optional<std::string> take_header(BufferedInput& input, std::uint64_t limit) {
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(limit, kLongestHeader));
  for (std::size_t searched = 0;;) {
    const std::string_view window = input.window().substr(0, most);
    for (std::size_t at = window.find('\n', searched); at != std::string_view::npos;
         at = window.find('\n', at + 1)) {
      std::size_t end = at + 1;
      if (end < window.size() && window[end] == '\r') ++end;
      if (end >= window.size() || window[end] != '\n') continue;
      std::string header(window.substr(0, at + 1));
      input.consume(end + 1);
      return header;
    }
    searched = window.size() - std::min<std::size_t>(2, window.size());
    if (window.size() == most || !input.fill()) return {};
  }
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || text.empty()) return {};
  return value;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); }

/// "uuid" of "<urn:uuid:uuid>".
std::string record_id(std::string_view field) {
  if (field.starts_with('<')) field.remove_prefix(1);
  if (field.ends_with('>')) field.remove_suffix(1);
  constexpr std::string_view kUuid = "urn:uuid:";
  if (field.starts_with(kUuid)) field.remove_prefix(kUuid.size());
  return std::string(field);
}

bool is_page(std::string_view type) { return type == "text/html" || type == "application/xhtml+xml"; }

class WarcReader final : public RecordReader {
 public:
  WarcReader(NamedInput input, const ReadOptions& options) : input_(std::move(input)), options_(options) {}

  Result<bool> next(Record& record) override {
    clear_record(record);
    record.source = input_.name;
    record.line = 0;
    for (;;) {
      pass_over(left_);
      skip_blank_lines();
      begin_ = input().offset();
      if (input().window().empty()) {
        if (!input().error()) return false;
        return broken(record);
      }
      const bool sound = read_record(record);
      if (!sound) return broken(record);
      if (wanted_) return true;
      ++passed_over_;
    }
  }

  std::uint64_t passed_over() const override { return passed_over_; }

 private:
  BufferedInput& input() { return *input_.bytes; }

  void skip_blank_lines() {
    for (;;) {
      const std::size_t at = input().window().find_first_not_of("\r\n");
      input().consume(std::min(at, input().window().size()));
      if (at != std::string_view::npos || !input().fill()) return;
    }
  }

  /// Leaves out the rest of the content.
  void pass_over(std::uint64_t& left) {
    while (left > 0 && (!input().window().empty() || input().fill())) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, input().window().size()));
      input().consume(count);
      left -= count;
    }
  }

  /// Reads one record; `wanted_` says whether it is a document. False where it, or the stream, is damaged:
  /// fault_ says how.
  bool read_record(Record& record) {
    wanted_ = false;
    while (input().window().size() < kVersion.size() && input().fill()) {
    }
    if (!input().window().starts_with(kVersion)) return fail("expected a WARC record");
    const auto header = take_header(input(), kLongestHeader);
    if (!header) return fail("the header of the WARC record has no end");
    const HeaderFields fields(std::string_view(*header).substr(first_line(*header).size()));
    const auto length = whole_number(fields.find("content-length"));
    if (!length) return fail("the WARC record has no Content-Length");
    left_ = *length;
    const std::string type(fields.find("warc-type"));
    const std::string content = media_type(fields.find("content-type"));
    if (type == "response" && content == "application/http") return read_response(fields, record);
    if (type == "conversion" && content == "text/plain") return read_text(fields, record);
    pass_over(left_);
    return left_ == 0 || fail("the WARC record is cut off");
  }

  bool fail(std::string what) {
    fault_ = Error{ErrorCode::kInvalidData, std::move(what), input_.name, 0, begin_};
    return false;
  }

  bool read_response(const HeaderFields& fields, Record& record) {
    const std::uint64_t before = input().offset();
    const auto header = take_header(input(), left_);
    if (!header && input().error()) return fail("the WARC record is cut off");
    if (header) left_ -= input().offset() - before;
    const std::string_view status = header ? first_line(*header) : std::string_view();
    const bool ok = status.starts_with("HTTP/") && status.find(" 200") == status.find(' ');
    const HeaderFields http(header ? std::string_view(*header).substr(status.size()) : std::string_view());
    const std::string type = media_type(http.find("content-type"));
    if (!ok || status.find(' ') == std::string_view::npos || !(is_page(type) || type == "text/plain")) {
      pass_over(left_);
      return left_ == 0 || fail("the WARC record is cut off");
    }
    describe(fields, record);
    record.html = is_page(type);
    record.declared_charset = charset_of(http.find("content-type"));
    auto body = decoded_body(std::make_unique<ContentSource>(input(), left_), http, input_.name);
    if (!body) return refuse(body.error(), record);
    return read_body(std::move(*body), record);
  }

  bool read_text(const HeaderFields& fields, Record& record) {
    describe(fields, record);
    record.declared_charset = charset_of(fields.find("content-type"));
    return read_body(std::make_unique<ContentSource>(input(), left_), record);
  }

  void describe(const HeaderFields& fields, Record& record) {
    wanted_ = true;
    record.document.id = record_id(fields.find("warc-record-id"));
    for (const auto& [name, field] : {std::pair{"url", "warc-target-uri"}, std::pair{"date", "warc-date"}}) {
      std::string_view value = fields.find(field);
      if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
      if (value.empty()) continue;
      append_json_string(value, record.document.fields.emplace_back(name, std::string()).second);
    }
    record.truncated = !fields.find("warc-truncated").empty();
    if (record.document.id.empty()) record.document.id = placed_id();
  }

  bool read_body(std::unique_ptr<ByteSource> body, Record& record) {
    BufferedInput bytes(std::move(body));
    LimitedText text(record.document.text, options_.max_text_bytes, record.html);
    std::uint64_t size = 0;
    while (bytes.fill() && size <= options_.max_record_bytes) {
      size += bytes.window().size();
      text.add(bytes.window());
      bytes.consume(bytes.window().size());
    }
    if (text.finish()) record.truncated = true;
    if (bytes.error()) return refuse(*bytes.error(), record);
    if (size > options_.max_record_bytes) {
      return refuse({ErrorCode::kInvalidData,
                     "the page is longer than " + std::to_string(options_.max_record_bytes) +
                         " bytes, the limit for one record",
                     {},
                     0,
                     {}},
                    record);
    }
    return true;
  }

  /// One record that can't be read, in a stream that can.
  bool refuse(Error error, Record& record) {
    const bool cut = left_ > 0 && input().window().empty() && !input().fill();
    if (cut) return fail(error.message);
    record.document.text.clear();
    error.source = input_.name;
    if (!error.offset) error.offset = begin_;
    record.error = std::move(error);
    return true;
  }

  std::string placed_id() const { return input_.name + "@" + std::to_string(begin_); }

  /// Makes an error record of the damage and looks for the next record.
  Result<bool> broken(Record& record) {
    Error error = input().error() ? *input().error() : fault_;
    if (!error.offset) error.offset = begin_;
    const bool stuck = input().error() && !input().resync();
    if (stuck) return error;
    left_ = 0;
    find_record();
    const std::string id = record.document.id.empty() ? placed_id() : record.document.id;
    clear_record(record);
    record.document.id = id;
    record.error = std::move(error);
    return true;
  }

  /// Goes to the next line that begins a record, behind the one at hand.
  void find_record() {
    if (input().offset() == begin_) input().consume(std::min<std::size_t>(1, input().window().size()));
    for (;;) {
      const std::string_view window = input().window();
      const std::size_t at = window.find("WARC/1.");
      if (at != std::string_view::npos) return input().consume(at);
      input().consume(window.size() - std::min(window.size(), std::size_t{6}));
      if (!input().fill()) return input().consume(input().window().size());
    }
  }

  NamedInput input_;
  ReadOptions options_;
  std::uint64_t begin_ = 0;  ///< Where the record at hand begins in the unpacked stream.
  std::uint64_t left_ = 0;   ///< Bytes of its content that are still to come.
  std::uint64_t passed_over_ = 0;
  bool wanted_ = false;
  Error fault_;
};

}  // namespace

std::unique_ptr<RecordReader> make_warc_reader(NamedInput input, const ReadOptions& options) {
  return std::make_unique<WarcReader>(std::move(input), options);
}

}  // namespace bearing
