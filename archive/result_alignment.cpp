#include "archive/result_alignment.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr std::size_t kWindowDocuments = 32'768;
constexpr std::size_t kWindowBytes = std::size_t{32} << 20;

/// What a result takes in memory, roughly.
std::size_t bytes_of(const ComparedResult& result) {
  std::size_t bytes = sizeof result + result.id.size();
  for (const ComparedLabel& label : result.labels) bytes += sizeof label + label.label.size();
  return bytes;
}

void mix_text(std::string_view text, std::uint64_t& hash) { hash = mix(hash, hash64(text)); }

}  // namespace

ComparedResult compared(const ResultLine& result) {
  ComparedResult out;
  out.id = result.id;
  out.error = !result.error.empty();
  mix_text(result.lang, out.rest);
  mix_text(result.error, out.rest);
  for (const std::string& warning : result.warnings) mix_text(warning, out.rest);
  for (const ResultTopic& topic : result.topics)
    out.labels.push_back({topic.label, {}, topic.confidence, topic.assigned});
  for (const ResultStance& stance : result.stances) {
    out.labels.push_back({stance.target, stance.stance, stance.confidence, true});
    mix_text(stance.holder, out.rest);
    mix_text(stance.evidence, out.rest);
    out.rest = mix(mix(out.rest, stance.begin), stance.in_title);
  }
  const auto key = [](const ComparedLabel& label) { return std::tie(label.label, label.stance); };
  std::stable_sort(out.labels.begin(), out.labels.end(),
                   [&](const ComparedLabel& x, const ComparedLabel& y) { return key(x) < key(y); });
  const auto end =
      std::unique(out.labels.begin(), out.labels.end(),
                  [&](const ComparedLabel& x, const ComparedLabel& y) { return key(x) == key(y); });
  out.labels.erase(end, out.labels.end());
  return out;
}

Status ResultAlignment::Window::fill(std::size_t documents) {
  while (!ended && results.size() < documents && (results.empty() || bytes < kWindowBytes)) {
    auto more = reader.next(line);
    if (!more) return more.error();
    if (!*more) {
      ended = true;
      break;
    }
    results.push_back(compared(line));
    results.back().number = ++count;
    bytes += bytes_of(results.back());
  }
  return success();
}

void ResultAlignment::Window::take(ComparedResult& out) {
  out = std::move(results.front());
  results.pop_front();
  bytes -= std::min(bytes, bytes_of(out));
}

/// Sets how many results at the front of each side have no partner.
Status ResultAlignment::find_common_id() {
  for (Window* window : {&a_, &b_}) {
    if (auto filled = window->fill(kWindowDocuments); !filled) return filled;
  }
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t j = 0; j < b_.results.size(); ++j) places.try_emplace(b_.results[j].id, j);
  std::size_t best = std::string::npos;
  for (std::size_t i = 0; i < a_.results.size() && i < best; ++i) {
    const auto found = places.find(a_.results[i].id);
    if (found == places.end() || i + found->second >= best) continue;
    best = i + found->second;
    a_.skip = i;
    b_.skip = found->second;
  }
  if (best != std::string::npos) return success();
  // Nothing in common. The later half stays in view unless the side has come to its end.
  const bool all_seen = a_.ended && b_.ended;
  if (!all_seen && !a_.results.empty() && !b_.results.empty() && lost_at_ == 0)
    lost_at_ = a_.results.front().number;
  for (Window* window : {&a_, &b_}) {
    const std::size_t size = window->results.size();
    window->skip = all_seen ? size : (size + 1) / 2;
  }
  return success();
}

Result<Side> ResultAlignment::next() {
  for (;;) {
    if (a_.skip > 0) return --a_.skip, a_.take(current_a_), Side::kOnlyA;
    if (b_.skip > 0) return --b_.skip, b_.take(current_b_), Side::kOnlyB;
    for (Window* window : {&a_, &b_}) {
      if (auto filled = window->fill(1); !filled) return filled.error();
    }
    if (a_.results.empty() && b_.results.empty()) return Side::kEnd;
    if (!a_.results.empty() && !b_.results.empty() && a_.results.front().id == b_.results.front().id) {
      a_.take(current_a_);
      b_.take(current_b_);
      return Side::kBoth;
    }
    if (a_.results.empty()) {
      b_.skip = b_.results.size();
    } else if (b_.results.empty()) {
      a_.skip = a_.results.size();
    } else if (auto found = find_common_id(); !found) {
      return found.error();
    }
  }
}

}  // namespace bearing
