#include "apps/label_progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "apps/messages.hpp"
#include "inference/terminal_text.hpp"

namespace bearing {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

constexpr duration<double> kRedraw(0.2), kLine(10);
constexpr std::size_t kBar = 24, kShownNow = 3, kShownAtEnd = 12;

// 12345678 as 12,345,678.
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  std::array<char, 32> text{};
  if (whole >= 3600) {
    std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%02ld:%02ld", whole / 60, whole % 60);
  }
  return text.data();
}

// The largest counts: "covid-19 312, trade 40".
std::string largest(const std::map<std::string, std::uint64_t>& counts, std::size_t most) {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(most, sorted.size()); ++i)
    text.append(text.empty() ? "" : ", ")
        .append(sorted[i].first)
        .append(" ")
        .append(grouped(sorted[i].second));
  if (sorted.size() > most) text += ", ...";
  return text;
}

// A line that wraps can't be drawn over.
std::size_t columns_of_terminal() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - std::size_t{1}
                                                                           : kUsual - 1;
}

}  // namespace

LabelProgress::LabelProgress(bool quiet, std::uint64_t total_bytes, const RunCounts& done_before)
    : quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) != 0),
      total_bytes_(total_bytes),
      documents_before_(done_before.documents),
      start_(steady_clock::now()),
      last_(start_) {}

LabelProgress::~LabelProgress() { clear(); }

double LabelProgress::seconds() const { return duration<double>(steady_clock::now() - start_).count(); }

void LabelProgress::clear() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

std::string LabelProgress::line(const RunProgress& now) const {
  const double elapsed = std::max(seconds(), 1e-3);
  const double rate = static_cast<double>(now.counts->documents - documents_before_) / elapsed;
  std::string text;
  if (total_bytes_ > 0) {
    const double share =
        std::min(1.0, static_cast<double>(now.bytes_read) / static_cast<double>(total_bytes_));
    if (terminal_) {
      const auto full = static_cast<std::size_t>(share * kBar);
      text = "[" + std::string(full, '#') + std::string(kBar - full, '.') + "] ";
    }
    text += std::to_string(static_cast<int>(share * 100)) + " %, ";
  }
  text += grouped(now.counts->documents) + " documents, " + grouped(static_cast<std::uint64_t>(rate)) + "/s";
  const double read = static_cast<double>(now.bytes_read - std::min(first_bytes_, now.bytes_read));
  if (total_bytes_ > now.bytes_read && read > 0)
    text += ", " + clock_time(static_cast<double>(total_bytes_ - now.bytes_read) * elapsed / read) + " left";
  if (now.counts->rejects > 0) text += ", " + counted(now.counts->rejects, "reject");
  const std::string labels = largest(now.counts->topics, kShownNow);
  return labels.empty() ? text : text + "; " + labels;
}

void LabelProgress::tell(const RunProgress& now) {
  if (quiet_) return;
  if (!std::exchange(begun_, true)) first_bytes_ = now.bytes_read;
  const auto time = steady_clock::now();
  if (time - last_ < (terminal_ ? kRedraw : kLine)) return;
  last_ = time;
  if (terminal_) {
    std::fprintf(stderr, "\r%s\x1b[K", shortened(line(now), columns_of_terminal()).c_str());
    drawn_ = true;
  } else {
    std::fprintf(stderr, "bearing: %s\n", line(now).c_str());
    told_ = true;
  }
  std::fflush(stderr);
}

void LabelProgress::summary(const RunCounts& counts) {
  clear();
  if (quiet_) return;
  const double elapsed = std::max(seconds(), 1e-3);
  const std::uint64_t here = counts.documents - documents_before_;
  std::fprintf(stderr, "bearing: %s documents", grouped(counts.documents).c_str());
  if (documents_before_ > 0)
    std::fprintf(stderr, " (%s before this call)", grouped(documents_before_).c_str());
  std::fprintf(stderr, " in %s, %s/s; %s without any label, %s\n", clock_time(elapsed).c_str(),
               grouped(static_cast<std::uint64_t>(static_cast<double>(here) / elapsed)).c_str(),
               grouped(counts.abstentions).c_str(), counted(counts.rejects, "reject").c_str());
  const auto list = [](const char* name, const std::map<std::string, std::uint64_t>& table) {
    if (!table.empty()) std::fprintf(stderr, "  %s: %s\n", name, largest(table, kShownAtEnd).c_str());
  };
  list("languages", counts.languages);
  list("topics", counts.topics);
  list("stances", counts.stances);
  list("warnings", counts.warnings);
}

}  // namespace bearing
