// Whether two holders of a stance are the same.
#pragma once

#include <string_view>

namespace bearing {

enum class HolderMatch { kNone, kPartial, kExact };

/// Compares an annotated and a predicted holder, both UTF-8 and folded by the caller (letter case counts
/// here; an empty holder matches nothing).
/// * Exact: equal bytes.
/// * Partial: they share at least half of the words of the one that has fewer; so a holder that the other
///   contains word for word matches. Words are distinct runs of letters and digits ("vietnam's" is
///   "vietnam"); articles and honorifics (the, ông, bà, mr, mrs, ms, dr; a and an as the first word, since
///   "An" is a name too) don't count, unless there is nothing else.
/// "author" and "none" are no names: they match exactly or not at all.
HolderMatch match_holder(std::string_view annotated, std::string_view predicted);

}  // namespace bearing
