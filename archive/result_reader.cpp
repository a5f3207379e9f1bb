#include "archive/result_reader.hpp"

#include <filesystem>
#include <utility>
#include <vector>

#include "archive/run_folder.hpp"
#include "corpus/buffered_input.hpp"
#include "corpus/byte_source.hpp"
#include "corpus/line_reader.hpp"

namespace bearing {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 20;

/// One file of results.
struct OpenShard {
  explicit OpenShard(std::unique_ptr<ByteSource> source)
      : input(std::move(source)), lines(input, kLongestLine) {}
  BufferedInput input;
  LineReader lines;
};

}  // namespace

struct ResultReader::Impl {
  std::vector<std::string> paths{};  ///< In reverse order: the next one is the last.
  std::optional<RunManifest> run{};
  std::unique_ptr<OpenShard> shard{};
  std::string source{};
  Line line{};
  ResultParser parser{};

  Status open_next();
  Result<bool> next_line();
  Error invalid(std::string message) const {
    return {ErrorCode::kInvalidData, std::move(message), source, line.number, {}};
  }
};

Status ResultReader::Impl::open_next() {
  source = std::move(paths.back());
  paths.pop_back();
  auto bytes = open_byte_source(source);
  if (!bytes) return bytes.error();
  shard = std::make_unique<OpenShard>(std::move(*bytes));
  return success();
}

/// The next line that isn't blank, whichever file it is in.
Result<bool> ResultReader::Impl::next_line() {
  for (;;) {
    if (!shard) {
      if (paths.empty()) return false;
      if (auto opened = open_next(); !opened) return opened.error();
    }
    while (shard->lines.next(line)) {
      if (line.text.find_first_not_of(" \t\r") != std::string_view::npos) return true;
    }
    if (shard->input.error()) return *shard->input.error();
    line = {};
    shard.reset();
  }
}

Result<std::unique_ptr<ResultReader>> ResultReader::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  std::error_code code;
  if (path != "-" && std::filesystem::is_directory(path, code)) {
    auto manifest = read_manifest(path);
    if (!manifest) return manifest.error();
    if (manifest->state != RunManifest::State::kFinished) {
      return Error{ErrorCode::kInvalidData,
                   "the run is not finished (\"bearing label --resume\" goes on with it)",
                   path,
                   0,
                   {}};
    }
    auto shards = shards_of(path, *manifest);
    if (!shards) return shards.error();
    impl->paths.assign(shards->rbegin(), shards->rend());
    impl->run = std::move(*manifest);
  } else {
    impl->paths = {path};
  }
  // A file that can't be opened is known before anything is written.
  if (!impl->paths.empty()) {
    if (auto opened = impl->open_next(); !opened) return opened.error();
  }
  return std::unique_ptr<ResultReader>(new ResultReader(std::move(impl)));
}

ResultReader::ResultReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ResultReader::~ResultReader() = default;

Result<bool> ResultReader::next(ResultLine& result) {
  auto more = impl_->next_line();
  if (!more || !*more) return more;
  if (impl_->line.too_long) {
    return impl_->invalid("the line is longer than " + std::to_string(kLongestLine) +
                          " bytes, expected a result");
  }
  if (std::string fault = impl_->parser.parse(impl_->line.text, result); !fault.empty())
    return impl_->invalid("expected a result as JSON: " + fault);
  return true;
}

std::string_view ResultReader::bytes() const { return impl_->line.text; }
const std::string& ResultReader::source() const { return impl_->source; }
std::uint64_t ResultReader::line() const { return impl_->line.number; }
const std::optional<RunManifest>& ResultReader::run() const { return impl_->run; }

}  // namespace bearing
