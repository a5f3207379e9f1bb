#include "serving/prometheus_text.hpp"

#include <cstdio>

namespace bearing {

std::string prometheus_number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.10g", value);
  return digits;
}

std::string prometheus_label(std::string_view name, std::string_view value) {
  std::string out(name);
  out += "=\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out += '"';
}

void begin_family(const char* name, const char* type, const char* help, std::string& out) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name);
  out.append(" ").append(type).append("\n");
}

void append_sample(std::string_view name, const std::string& labels, const std::string& value,
                   std::string& out) {
  out += name;
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(value).append("\n");
}

void append_single(const char* name, const char* type, const char* help, double value, std::string& out) {
  begin_family(name, type, help, out);
  append_sample(name, {}, prometheus_number(value), out);
}

}  // namespace bearing
