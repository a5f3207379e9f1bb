#include "model/tensor_header.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/bytes_of.hpp"

namespace bearing {
namespace {

std::string with_length(const std::string& json, std::uint64_t length, std::size_t data_size) {
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>((length >> (8 * i)) & 0xff);
  return file + json + std::string(data_size, '\0');
}

/// Parses `json` as the header of a file with `data_size` bytes of data; the message when it is refused.
std::string problem(const std::string& json, std::size_t data_size = 4) {
  const std::string file = with_length(json, json.size(), data_size);
  auto header = parse_tensor_header(bytes_of(file), "m");
  if (header) return "";
  EXPECT_EQ(header.error().code, ErrorCode::kInvalidModel);
  EXPECT_LE(header.error().offset.value_or(file.size() + 1), file.size());
  return header.error().message;
}

std::string tensor(const std::string& name, const std::string& dtype, const std::string& shape,
                   const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
         "}";
}

TEST(TensorHeader, AcceptsWhatTheFormatAllows) {
  EXPECT_EQ(problem("{}", 0), "");
  EXPECT_EQ(problem("{}    \n", 0), "");
  EXPECT_EQ(problem("{\"__metadata__\":{}}", 0), "");
  EXPECT_EQ(problem("{" + tensor("a", "F32", "[1]", "[0,4]") + "}"), "");
  EXPECT_EQ(problem("{" + tensor("a", "F32", "[]", "[0,4]") + "}"), "");
  EXPECT_EQ(
      problem("{" + tensor("late", "U8", "[1]", "[3,4]") + "," + tensor("early", "U8", "[3]", "[0,3]") + "}"),
      "");
  EXPECT_EQ(
      problem("{" + tensor("nothing", "F64", "[0]", "[4,4]") + "," + tensor("a", "U8", "[4]", "[0,4]") + "}"),
      "");
  EXPECT_EQ(problem("{\"\":{\"data_offsets\":[0,4],\"shape\":[4],\"dtype\":\"I8\"}}"), "");
}

TEST(TensorHeader, RefusesLengthsThatCannotBe) {
  for (std::uint64_t length :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{100'000'001},
        std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max(),
        std::numeric_limits<std::uint64_t>::max() - 7}) {
    EXPECT_FALSE(parse_tensor_header(bytes_of(with_length("{}", length, 0)), "m").ok()) << length;
  }
  EXPECT_TRUE(parse_tensor_header(bytes_of(with_length("{}", 2, 0)), "m").ok());
}

TEST(TensorHeader, RefusesAHeaderBeyondTheLimitEvenInALargeFile) {
  std::string file = with_length("{}", kMaxHeaderSize + 1, 0);
  file.resize(kLengthSize + kMaxHeaderSize + 1, ' ');
  EXPECT_FALSE(parse_tensor_header(bytes_of(file), "m").ok());
}

TEST(TensorHeader, RefusesWhatIsNotItsJson) {
  for (const char* json : {"[]",
                           "12",
                           " {}",
                           "\xef\xbb\xbf{}",
                           "{",
                           "{}}",
                           "{} x",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1}",
                           "{\"a\":\"b\"}",
                           "{\"a\":null}",
                           "{\"a\":true}",
                           "{\"a\":[]}",
                           "{\"a\":{}}",
                           "{\"\xff\":{}}",
                           "{\"__metadata__\":[]}",
                           "{\"__metadata__\":{\"a\":1}}",
                           "{\"__metadata__\":{\"a\":{}}}",
                           "{\"__metadata__\":{\"a\":null}}",
                           "{\"__metadata__\":{\"a\":[]}}"}) {
    EXPECT_NE(problem(json, 0), "") << json;
  }
  EXPECT_NE(problem(std::string("{}\0", 3), 0), "");
  EXPECT_NE(problem(std::string("{}\0{}", 5), 0), "");
}

TEST(TensorHeader, RefusesAnythingThatIsThereTwice) {
  const std::string a = tensor("a", "U8", "[2]", "[0,2]");
  EXPECT_NE(problem("{" + a + "," + a + "}", 2).find("twice"), std::string::npos);
  EXPECT_NE(problem("{" + a + "," + tensor("\\u0061", "U8", "[2]", "[2,4]") + "}").find("twice"),
            std::string::npos);
  EXPECT_NE(problem("{\"__metadata__\":{},\"__metadata__\":{}}", 0).find("twice"), std::string::npos);
  EXPECT_NE(problem("{\"__metadata__\":{\"x\":\"1\",\"x\":\"2\"}}", 0).find("twice"), std::string::npos);
  EXPECT_NE(problem("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}")
                .find("twice"),
            std::string::npos);
}

TEST(TensorHeader, RefusesFieldsThatAreMissingUnknownOrOfAnotherKind) {
  for (const char* fields : {"", "\"dtype\":\"U8\",\"shape\":[4]", "\"shape\":[4],\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"more\":1",
                             "\"dtype\":\"U9\",\"shape\":[4],\"data_offsets\":[0,4]",
                             "\"dtype\":\"u8\",\"shape\":[4],\"data_offsets\":[0,4]",
                             "\"dtype\":8,\"shape\":[4],\"data_offsets\":[0,4]",
                             "\"dtype\":[4],\"shape\":[4],\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"shape\":4,\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"shape\":\"4\",\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"shape\":{},\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"shape\":[[4]],\"data_offsets\":[0,4]",
                             "\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4]",
                             "\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,2,4]"}) {
    EXPECT_NE(problem("{\"a\":{" + std::string(fields) + "}}"), "") << fields;
  }
}

TEST(TensorHeader, RefusesNumbersThatAreNoSizes) {
  for (const char* shape : {"[-4]", "[4.0]", "[4e0]", "[1e999]", "[18446744073709551616]", "[null]", "[true]",
                            "[\"4\"]", "[-0]", "[4,1,1,1,1,1,1,1,1]"}) {
    EXPECT_NE(problem("{" + tensor("a", "U8", shape, "[0,4]") + "}"), "") << shape;
  }
}

TEST(TensorHeader, RefusesShapesThatOverflowOrDisagreeWithTheirBytes) {
  // 2^62 floats of 4 bytes are 2^64 bytes, which wraps to 0; so do 2^32 x 2^32 bytes.
  EXPECT_NE(problem("{" + tensor("a", "F32", "[4611686018427387904]", "[0,0]") + "}", 0), "");
  EXPECT_NE(problem("{" + tensor("a", "U8", "[4294967296,4294967296]", "[0,0]") + "}", 0), "");
  EXPECT_NE(problem("{" + tensor("a", "U8", "[4294967296,4294967296,0]", "[0,0]") + "}", 0), "");
  EXPECT_NE(problem("{" + tensor("a", "F32", "[2]", "[0,4]") + "}"), "");
  EXPECT_NE(problem("{" + tensor("a", "F32", "[0]", "[0,4]") + "}"), "");
}

TEST(TensorHeader, RefusesGapsOverlapsAndBytesOutside) {
  const auto two = [](const char* first, const char* second) {
    return problem("{" + tensor("a", "U8", "[2]", first) + "," + tensor("b", "U8", "[2]", second) + "}");
  };
  EXPECT_EQ(two("[0,2]", "[2,4]"), "");
  EXPECT_EQ(two("[2,4]", "[0,2]"), "");
  EXPECT_NE(two("[0,2]", "[1,3]"), "");
  EXPECT_NE(two("[0,2]", "[0,2]"), "");
  EXPECT_NE(two("[0,2]", "[3,5]"), "");
  EXPECT_NE(two("[2,0]", "[2,4]"), "");
  EXPECT_NE(two("[0,2]", "[18446744073709551614,0]"), "");
  EXPECT_NE(problem("{" + tensor("a", "U8", "[2]", "[0,2]") + "}", 3), "") << "bytes at the end";
  EXPECT_NE(problem("{" + tensor("a", "U8", "[2]", "[1,3]") + "}", 3), "") << "bytes at the start";
  EXPECT_NE(problem("{" + tensor("a", "U8", "[5]", "[0,5]") + "}"), "") << "past the end";
  EXPECT_NE(problem("{}", 1), "");
}

TEST(TensorHeader, SurvivesDeepNesting) {
  const std::string deep(2'000'000, '[');
  EXPECT_NE(problem("{\"a\":" + deep, 0), "");
  std::string objects = "{";
  for (int i = 0; i < 200'000; ++i) objects += "\"a\":{";
  EXPECT_NE(problem(objects, 0), "");
  EXPECT_NE(problem("{\"__metadata__\":{\"a\":" + deep, 0), "");
}

TEST(TensorHeader, FindsTheChecksumOnlyWhenItIsSpelledOnce) {
  const std::string digits(32, 'a');
  const std::string once = "{\"__metadata__\":{\"bearing.checksum\":\"" + digits + "\"}}";
  ASSERT_TRUE(find_checksum_digits(once).has_value());
  EXPECT_EQ(once.substr(*find_checksum_digits(once), 32), digits);
  EXPECT_FALSE(find_checksum_digits(once + once).has_value());
  EXPECT_FALSE(find_checksum_digits("{}").has_value());
  EXPECT_FALSE(find_checksum_digits(once.substr(0, once.size() - 3)).has_value())
      << "cut off after the digits";
  for (char other : {'A', 'g', ' ', '"'}) {
    std::string wrong = once;
    wrong[*find_checksum_digits(once)] = other;
    EXPECT_FALSE(find_checksum_digits(wrong).has_value()) << other;
  }
}

TEST(TensorHeader, AChecksumDoesNotDependOnItsOwnDigits) {
  std::string file = "before 00000000000000000000000000000000 after";
  const auto checksum = tensor_checksum(bytes_of(file), 7);
  file.replace(7, 32, checksum);
  EXPECT_EQ(tensor_checksum(bytes_of(file), 7), checksum);
  file.back() = 'R';
  EXPECT_NE(tensor_checksum(bytes_of(file), 7), checksum);
}

}  // namespace
}  // namespace bearing
