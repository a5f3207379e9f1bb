#include "serving/tag_stream.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ordered_pipeline.hpp"
#include "corpus/buffered_input.hpp"

namespace bearing {
namespace {

// A batch ends here, so that all workers get some of what came at once.
constexpr std::size_t kBatchBytes = std::size_t{1} << 16, kBatchLines = 16;
// Of a line that is too long, this much is kept for its answer.
constexpr std::size_t kKeptOfLong = std::size_t{1} << 16;

struct Batch {
  struct Line {
    std::size_t begin, size;
    std::uint64_t number;
    bool too_long;
  };
  std::string text;  // The lines, and slack.
  std::vector<Line> lines;
  std::string out;
  std::uint64_t errors = 0;

  void clear() {
    // One long line must not hold its memory for good.
    if (text.capacity() > 16 * kBatchBytes) std::string().swap(text);
    if (out.capacity() > 16 * kBatchBytes) std::string().swap(out);
    text.clear();
    out.clear();
    lines.clear();
    errors = 0;
  }
  void add(std::string_view line, std::uint64_t number, bool too_long) {
    lines.push_back({text.size(), line.size(), number, too_long});
    text.append(line);
  }
  bool full() const { return lines.size() == kBatchLines || text.size() >= kBatchBytes; }
};

class TagStream {
 public:
  TagStream(std::unique_ptr<ByteSource> input, const Tagger& tagger, const TagStreamOptions& options,
            const std::function<Status(std::string_view)>& write)
      : input_(std::move(input)), tagger_(tagger), options_(options), write_(write) {
    const std::size_t workers = std::max<std::size_t>(options.workers, 1);
    for (std::size_t i = 0; i < workers; ++i) workers_.emplace_back(tagger);
    batches_.resize(2 * workers);
  }

  Result<TagCounts> run() {
    run_in_order(workers_.size(), batches_.size(),
                 {[this](std::size_t slot) { return read(batches_[slot]); },
                  [this](std::size_t slot, std::size_t worker) { work(batches_[slot], workers_[worker]); },
                  [this](std::size_t slot) { return write(batches_[slot]); }});
    if (write_error_) return *write_error_;
    if (input_.error()) return *input_.error();
    return counts_;
  }

 private:
  // The whole lines that are at hand; waits for one where there is none.
  bool read(Batch& batch) {
    batch.clear();
    for (;;) {
      if (skipping_) skip();
      while (!skipping_ && !batch.full() && take_line(batch)) {
      }
      if (!batch.lines.empty()) return finish(batch);
      if (!skipping_ && input_.window().size() > options_.max_line) {
        refuse_rest(batch);
        return finish(batch);
      }
      if (!input_.fill()) return take_last(batch) && finish(batch);
    }
  }

  static bool finish(Batch& batch) {
    batch.text.append(BufferedInput::kSlack, '\0');
    return true;
  }

  // A line that ends in the window.
  bool take_line(Batch& batch) {
    const std::string_view window = input_.window();
    const std::size_t end = window.find('\n', looked_at_);
    looked_at_ = end == std::string_view::npos ? window.size() : 0;
    if (end == std::string_view::npos) return false;
    const bool too_long = end > options_.max_line;
    batch.add(window.substr(0, too_long ? std::min(end, kKeptOfLong) : end), ++number_, too_long);
    input_.consume(end + 1);
    return true;
  }

  // A line that is too long already, wherever it ends.
  void refuse_rest(Batch& batch) {
    batch.add(input_.window().substr(0, kKeptOfLong), ++number_, true);
    skipping_ = true;
  }

  void skip() {
    const std::size_t end = input_.window().find('\n');
    skipping_ = end == std::string_view::npos;
    input_.consume(skipping_ ? input_.window().size() : end + 1);
    looked_at_ = 0;
  }

  // What stands behind the last line feed is a line, unless more of it was to come.
  bool take_last(Batch& batch) {
    const std::string_view rest = input_.window();
    if (rest.empty() || skipping_) return false;
    if (input_.error() || (options_.stop != nullptr && *options_.stop)) {
      counts_.left_bytes = rest.size();
      return false;
    }
    batch.add(rest, ++number_, false);
    input_.consume(rest.size());
    return true;
  }

  Error too_long(std::uint64_t number) const {
    return {ErrorCode::kInvalidData,
            "the line is longer than " + std::to_string(options_.max_line) + " bytes",
            "-",
            number,
            {}};
  }

  void work(Batch& batch, Tagger::Worker& worker) const {
    for (const Batch::Line& line : batch.lines) {
      const std::string_view text = std::string_view(batch.text).substr(line.begin, line.size);
      if (line.too_long) {
        ++batch.errors;
        tagger_.refuse(text, too_long(line.number), batch.out);
      } else if (text.find_first_not_of(" \t\r") == std::string_view::npos) {
        batch.out.append(text).push_back('\n');
      } else if (!tagger_.tag(text, {"-", line.number}, worker, batch.out)) {
        ++batch.errors;
      }
    }
  }

  bool write(const Batch& batch) {
    if (auto written = write_(batch.out); !written) {
      write_error_ = written.error();
      return false;
    }
    counts_.lines += batch.lines.size();
    counts_.errors += batch.errors;
    return true;
  }

  BufferedInput input_;
  const Tagger& tagger_;
  const TagStreamOptions& options_;
  const std::function<Status(std::string_view)>& write_;
  std::vector<Tagger::Worker> workers_;
  std::vector<Batch> batches_;
  // Of the reader, which is one thread at a time.
  std::size_t looked_at_ = 0;  // Bytes of the window in which there is no line feed.
  std::uint64_t number_ = 0;
  bool skipping_ = false;  // The rest of a line that was too long.
  // Of the writer.
  TagCounts counts_;
  std::optional<Error> write_error_;
};

}  // namespace

Result<TagCounts> tag_stream(std::unique_ptr<ByteSource> input, const Tagger& tagger,
                             const TagStreamOptions& options,
                             const std::function<Status(std::string_view)>& write) {
  return TagStream(std::move(input), tagger, options, write).run();
}

}  // namespace bearing
