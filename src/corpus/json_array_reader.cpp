#include <algorithm>
#include <optional>
#include <utility>

#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

/// Finds the elements of one top-level array without looking at what they hold. Not a check of syntax: that
/// is the record parser's business, element by element.
class ArraySplitter {
 public:
  ArraySplitter(BufferedInput& input, std::size_t max_bytes) : input_(input), max_bytes_(max_bytes) {}

  struct Element {
    std::string_view text;  ///< Valid until the next call.
    std::uint64_t line = 0;
    bool too_long = false;
  };

  /// False at the end of the array, or when it can't be followed any further: fault() then says why.
  bool next(Element& element) {
    consume(delivered_);
    delivered_ = 0;
    if (!fault_.empty() || done_ || !advance_to_element()) return false;
    element = {{}, line_, false};
    const std::size_t size = element_size(element.too_long);
    if (!fault_.empty()) return false;
    element.text = input_.window().substr(0, size);
    delivered_ = size;
    return true;
  }

  const std::string& fault() const { return fault_; }
  std::uint64_t line() const { return line_; }

 private:
  void consume(std::size_t count) {
    const std::string_view gone = input_.window().substr(0, count);
    line_ += static_cast<std::uint64_t>(std::count(gone.begin(), gone.end(), '\n'));
    input_.consume(count);
  }

  /// The next character that isn't white space, or 0 at the end of the stream.
  char peek() {
    for (;;) {
      const std::size_t at = input_.window().find_first_not_of(" \t\r\n");
      consume(std::min(at, input_.window().size()));
      if (at != std::string_view::npos) return input_.window()[0];
      if (!input_.fill()) return '\0';
    }
  }

  bool fail(const char* what) {
    fault_ = what;
    return false;
  }

  bool advance_to_element() {
    char c = peek();
    if (c == '\0') return fail("the JSON array is cut off: its end is missing");
    if (!begun_) {
      if (c != '[') return fail("expected a JSON array");
    } else if (c != ',' && c != ']') {
      return fail("expected a comma or the end of the JSON array");
    }
    const bool first = !begun_;
    begun_ = true;
    if (c != ']') {
      consume(1);
      c = peek();
      if (c == '\0') return fail("the JSON array is cut off: its end is missing");
      if (c == ',' || (c == ']' && !first)) return fail("a comma stands where an element should be");
      if (c != ']') return true;
    }
    consume(1);
    done_ = true;
    if (peek() != '\0' || !input_.window().empty()) return fail("more text follows the JSON array");
    return false;
  }

  /// Bytes of the element at the start of the window. Those of one too long are passed over, and only its end
  /// stays.
  std::size_t element_size(bool& too_long) {
    std::size_t at = 0, depth = 0;
    bool in_string = false, escaped = false;
    for (;; ++at) {
      if (at == input_.window().size() && !input_.fill()) {
        fail("the JSON array is cut off: its end is missing");
        return 0;
      }
      const char c = input_.window()[at];
      if (in_string) {
        if (c == '"' && !escaped) in_string = false;
        escaped = c == '\\' && !escaped;
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        return at;
      } else if (depth > 0 && (c == '}' || c == ']') && --depth == 0) {
        return at + 1;
      }
      if (at > max_bytes_) {
        too_long = true;
        consume(at);
        at = 0;
      }
    }
  }

  BufferedInput& input_;
  std::size_t max_bytes_;
  std::size_t delivered_ = 0;
  std::uint64_t line_ = 1;
  bool begun_ = false, done_ = false;
  std::string fault_;
};

class JsonArrayReader final : public RecordReader {
 public:
  JsonArrayReader(NamedInput input, const ReadOptions& options)
      : input_(std::move(input)),
        elements_(*input_.bytes, options.max_record_bytes),
        parser_(options, JsonShape::kLabelStudio) {}

  Result<bool> next(Record& record) override {
    record.source = input_.name;
    ArraySplitter::Element element;
    if (!elements_.next(element)) return end();
    record.line = element.line;
    if (element.too_long) {
      clear_record(record);
      set_record_error(record, "the array element is longer than the limit for one record");
    } else {
      parser_.parse(element.text, record);
    }
    ensure_id(record);
    return true;
  }

 private:
  Result<bool> end() const {
    if (input_.bytes->error()) return *input_.bytes->error();
    if (elements_.fault().empty()) return false;
    return Error{ErrorCode::kInvalidData, elements_.fault(), input_.name, elements_.line(), {}};
  }

  NamedInput input_;
  ArraySplitter elements_;
  JsonRecordParser parser_;
};

}  // namespace

std::unique_ptr<RecordReader> make_json_array_reader(NamedInput input, const ReadOptions& options) {
  return std::make_unique<JsonArrayReader>(std::move(input), options);
}

}  // namespace bearing
