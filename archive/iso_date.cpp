#include "archive/iso_date.hpp"

#include <algorithm>
#include <cstddef>

namespace bearing {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes `count` digits off the front; -1 when there aren't as many.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count), is_digit))
    return -1;
  int value = 0;
  for (const char c : text.substr(0, count)) value = value * 10 + (c - '0');
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool is_day(int year, int month, int day) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month >= 1 && month <= 12 && day >= 1 && day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

/// "Z", "+07:00", "+0700", "+07", or nothing.
bool is_zone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return true;
  if (!take(text, '+') && !take(text, '-')) return false;
  const int hours = take_digits(text, 2);
  if (hours < 0 || hours > 23) return false;
  if (text.empty()) return true;
  take(text, ':');
  const int minutes = take_digits(text, 2);
  return minutes >= 0 && minutes <= 59 && text.empty();
}

/// "05:06", "05:06:07", "05:06:07.123", "050607" and the like, with a zone.
bool is_time(std::string_view text) {
  const int hours = take_digits(text, 2);
  if (hours < 0 || hours > 24) return false;
  const bool extended = take(text, ':');
  const int minutes = take_digits(text, 2);
  if (minutes < 0 || minutes > 59) return false;
  if (extended ? take(text, ':') : !text.empty() && is_digit(text.front())) {
    const int seconds = take_digits(text, 2);
    if (seconds < 0 || seconds > 60) return false;  // 60: a leap second
    if (take(text, '.') || take(text, ',')) {
      if (text.empty() || !is_digit(text.front())) return false;
      text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
  }
  while (take(text, ' ')) {
  }
  return is_zone(text);
}

}  // namespace

std::string iso_date(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  std::string_view rest = text;
  const int year = take_digits(rest, 4);
  if (year < 0) return {};
  std::string date(text.substr(0, 4));
  if (rest.empty()) return date;
  const bool extended = take(rest, '-');
  const std::string_view month_digits = rest.substr(0, 2);
  const int month = take_digits(rest, 2);
  if (month < 1 || month > 12) return {};
  date.append("-").append(month_digits);
  if (extended && rest.empty()) return date;
  if (extended && !take(rest, '-')) return {};
  const std::string_view day_digits = rest.substr(0, 2);
  const int day = take_digits(rest, 2);
  if (!is_day(year, month, day)) return {};
  date.append("-").append(day_digits);
  if (rest.empty()) return date;
  if (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' ')) return {};
  if (!is_time(rest)) return {};
  return date.append("T").append(rest);
}

}  // namespace bearing
