#include "inference/flat_sums.hpp"

#include <algorithm>
#include <array>

#include "inference/row_sums.hpp"

namespace bearing {
namespace {

#define BEARING_INLINE inline __attribute__((always_inline))

// Vectors of several topics: the compiler's own, which it lowers to what the processor has.
struct FourTypes {
  using Floats = float __attribute__((vector_size(16)));
  using Words = std::uint32_t __attribute__((vector_size(16)));
  using Halves = std::uint16_t __attribute__((vector_size(8)));
};
struct EightTypes {
  using Floats = float __attribute__((vector_size(32)));
  using Words = std::uint32_t __attribute__((vector_size(32)));
  using Halves = std::uint16_t __attribute__((vector_size(16)));
};

// By reference: wide vectors have no agreed way to be passed without the processor's wide registers.
template <class Types>
struct Lanes {
  using Floats = typename Types::Floats;

  static BEARING_INLINE void load(Floats& to, const float* from) { __builtin_memcpy(&to, from, sizeof to); }
  static BEARING_INLINE void store(float* to, const Floats& from) {
    __builtin_memcpy(to, &from, sizeof from);
  }
  static BEARING_INLINE void load(Floats& to, const std::uint16_t* bfloats) {
    typename Types::Halves halves;
    __builtin_memcpy(&halves, bfloats, sizeof halves);
    const typename Types::Words words = __builtin_convertvector(halves, typename Types::Words) << 16;
    __builtin_memcpy(&to, &words, sizeof to);
  }
  static BEARING_INLINE void add(const float* row, float scale, Floats& sum) {
    Floats values;
    load(values, row);
    sum += scale * values;
  }
  static BEARING_INLINE void add(const FlatTerm& term, std::size_t column, float scale, Floats& sum) {
    Floats a, b;
    load(a, term.accented->weights() + column);
    load(b, term.plain->weights() + column);
    sum += scale * (term.accented_weight * a + term.plain_weight * b);
  }
};

// Columns that are summed in registers: some of eight, and perhaps four more.
template <std::size_t kColumns>
struct Tile {
  using Eight = Lanes<EightTypes>;
  using Four = Lanes<FourTypes>;
  static constexpr std::size_t kEights = kColumns / 8;
  static constexpr bool kFour = kColumns % 8 != 0;

  Eight::Floats eights[std::max<std::size_t>(kEights, 1)];
  Four::Floats four;

  BEARING_INLINE void load(const float* sums) {
    for (std::size_t i = 0; i < kEights; ++i) Eight::load(eights[i], sums + 8 * i);
    if constexpr (kFour) Four::load(four, sums + 8 * kEights);
  }
  BEARING_INLINE void store(float* sums) const {
    for (std::size_t i = 0; i < kEights; ++i) Eight::store(sums + 8 * i, eights[i]);
    if constexpr (kFour) Four::store(sums + 8 * kEights, four);
  }
  BEARING_INLINE void add(const float* row, float scale) {
    for (std::size_t i = 0; i < kEights; ++i) Eight::add(row + 8 * i, scale, eights[i]);
    if constexpr (kFour) Four::add(row + 8 * kEights, scale, four);
  }
  BEARING_INLINE void add(const FlatTerm& term, std::size_t column, float scale) {
    for (std::size_t i = 0; i < kEights; ++i) Eight::add(term, column + 8 * i, scale, eights[i]);
    if constexpr (kFour) Four::add(term, column + 8 * kEights, scale, four);
  }
};

// How far ahead rows are asked for.
constexpr std::size_t kAhead = 8;

BEARING_INLINE void prefetch(const FlatTerm& term, const FlatRows& rows, std::size_t column) {
  if (term.accented == nullptr) __builtin_prefetch(rows.first + term.number * rows.stride + column);
}

// What a term adds to all but the scores.
BEARING_INLINE void measure(FlatTerm& term, const FlatRows& rows, TermScorer::DocumentSums& out) {
  const double weight = frequency_weight(term.count);
  term.scale = static_cast<float>(weight);
  if (term.accented == nullptr) {
    const float* row = rows.first + term.number * rows.stride;
    out.squared_norm += weight * weight * static_cast<double>(row[rows.document_norm]);
    const auto grade = static_cast<double>(row[rows.coverage]);
    out.words += term.count * std::min(grade, 1.0);
    out.known_words += term.count * std::max(grade - 1.0, 0.0);
    return;
  }
  const float a = term.accented_weight, b = term.plain_weight;
  const float a_idf = from_bfloat16(term.accented->idf), b_idf = from_bfloat16(term.plain->idf);
  out.squared_norm += weight * weight * static_cast<double>(a * a_idf * a * a_idf + b * b_idf * b * b_idf);
}

template <std::size_t kColumns>
BEARING_INLINE void add_tile(std::span<FlatTerm> terms, const FlatRows& rows, std::size_t column,
                             TermScorer::DocumentSums& out) {
  Tile<kColumns> tile;
  tile.load(out.scores.data() + column);
  TermScorer::DocumentSums rest = out;  // In registers.
  for (std::size_t t = 0; t < terms.size(); ++t) {
    FlatTerm& term = terms[t];
    prefetch(terms[std::min(t + kAhead, terms.size() - 1)], rows, column);
    if (column == 0) measure(term, rows, rest);
    if (term.accented == nullptr) {
      tile.add(rows.first + term.number * rows.stride + column, term.scale);
    } else {
      tile.add(term, column, term.scale);
    }
  }
  out = rest;
  tile.store(out.scores.data() + column);
}

constexpr std::size_t kMostColumns = 32;

BEARING_INLINE void add_tiles(std::span<FlatTerm> terms, const FlatRows& rows,
                              TermScorer::DocumentSums& out) {
  for (std::size_t column = 0; column < out.scores.size(); column += kMostColumns) {
    switch (std::min(out.scores.size() - column, kMostColumns)) {
      case 4:
        add_tile<4>(terms, rows, column, out);
        break;
      case 8:
        add_tile<8>(terms, rows, column, out);
        break;
      case 12:
        add_tile<12>(terms, rows, column, out);
        break;
      case 16:
        add_tile<16>(terms, rows, column, out);
        break;
      case 20:
        add_tile<20>(terms, rows, column, out);
        break;
      case 24:
        add_tile<24>(terms, rows, column, out);
        break;
      case 28:
        add_tile<28>(terms, rows, column, out);
        break;
      default:
        add_tile<32>(terms, rows, column, out);
    }
  }
}

void add_anywhere(std::span<FlatTerm> terms, const FlatRows& rows, TermScorer::DocumentSums& out) {
  add_tiles(terms, rows, out);
}

#if defined(__x86_64__)
// The same twice as wide.
__attribute__((target("avx2"))) void add_with_avx2(std::span<FlatTerm> terms, const FlatRows& rows,
                                                   TermScorer::DocumentSums& out) {
  add_tiles(terms, rows, out);
}
#endif

}  // namespace

void add_up(std::span<FlatTerm> terms, const FlatRows& rows, TermScorer::DocumentSums& sums) {
  if (terms.empty()) return;
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2") != 0;
  if (wide) return add_with_avx2(terms, rows, sums);
#endif
  add_anywhere(terms, rows, sums);
}

}  // namespace bearing
