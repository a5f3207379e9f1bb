// Counts in the text format of Prometheus, version 0.0.4.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

std::string prometheus_number(double value);

/// name="value", with the escapes of the format.
std::string prometheus_label(std::string_view name, std::string_view value);

/// The two comments before the samples of a name. `type`: counter, gauge or histogram.
void begin_family(const char* name, const char* type, const char* help, std::string& out);

/// A sample; `labels` as prometheus_label gives them, with commas between, or empty.
void append_sample(std::string_view name, const std::string& labels, const std::string& value,
                   std::string& out);

/// A family of one sample without labels.
void append_single(const char* name, const char* type, const char* help, double value, std::string& out);

}  // namespace bearing
