// Dates as archives write them.
#pragma once

#include <string>
#include <string_view>

namespace bearing {

/// The date (and time) in ISO 8601's extended form: "2021", "2021-03", "2021-03-04" or
/// "2021-03-04T05:06:07Z", so that texts sort as dates do (within a time zone, which is kept and not
/// converted). Takes the basic form of days ("20210304"), a space or "t" for "T", and any time that follows
/// a day. Empty for all else, and for days that no month has.
std::string iso_date(std::string_view text);

}  // namespace bearing
