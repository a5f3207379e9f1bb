// Runs a fuzz target without a fuzzing engine, so that every build compiles and exercises it.
//   TARGET FILE...       runs each file once
//   TARGET --random N    runs N inputs, mutated from built-in seeds; always the same ones
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::string_view kSeeds[] = {
    "Ministers meet\nThe U.S. said \xE2\x80\x9Cyes\xE2\x80\x9D at 3.30 p.m. It\xE2\x80\x99s on the "
    "agenda.They did not vote.\r\n\r\nRead more:\r\nwww.x.vn",
    "Hội nghị\nThủ tướng nói: \"Hoà bình!\"  TP. Hồ Chí Minh\xC2\xA0\xE2\x80\x8B e\xCC\xA3\xCC\x82.\n\nXem "
    "thêm\n(TTXVN)",
    "\xEF\xBB\xBF中国人民银行。สวัสดีชาวโลก ｶﾞ ＡＢ \xF0\x9F\x98\x80\xE2\x80\x8D\xF0\x9D\x90\x81 עברית عربي "
    "हिन्दी 한국어",
    "<html lang=\"vi\"><head><title>A &amp; B</title><meta "
    "charset=utf-8></head><body><p>x<br>y<script>z</script><table><tr><td>&#x1F600;",
    "{\"text\":\"a\",\"target\":\"t\",\"stance\":\"s\",\"holder\":\"\",\"targets\":[\"u\"]}"
    "\nID\tTarget\tTweet\tStance\n"
    "1\tT\t\x93q\x94\tNONE\n",
    "Body ID,articleBody\n1,\"a\nb\"\nHeadline,Body "
    "ID,Stance\nh,1,agree\npost,new_topic,label,seen?\na,t,1,0\n",
    "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: "
    "80\r\n\r\nHTTP/1.1 200 "
    "OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n0\r\n\r\n",
    "{\n  \"id\": 1,\n  \"text\": \"a\"\n}\n{\n  \"text\": [{}]\n}\nsep=;\r\nid;text\r\n1;\"a\"\"\"\r\n",
    "POST /v1/label?all=true&model=m HTTP/1.1\r\nHost: a\r\nContent-Type: "
    "application/json\r\nTransfer-Encoding: chunked\r\nExpect: "
    "100-continue\r\n\r\nc\r\n{\"text\":\"a\"}\r\n0\r\n\r\n"
    "HEAD /metrics HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\nGET /v1/model?model=%6d HTTP/1.0\r\n\r\n",
    "[{\"id\":1,\"text\":\"Rivers rose.\",\"targets\":[\"floods\"]},7]\n",
    "{\"id\":\"a\",\"text\":\"b\\u00e9\\n\",\"topics\":[\"x\"],\"n\":-1.5e3}\nid,text\n1,\"a "
    "\"\"b\"\"\"\n__label__x y",
};

/// Flips, drops, doubles and joins bytes of the seeds.
std::string mutate(std::mt19937& random) {
  const auto below = [&](std::size_t limit) {
    return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit);
  };
  std::string input(kSeeds[below(std::size(kSeeds))]);
  for (std::size_t left = below(12); left > 0; --left) {
    const std::size_t at = below(input.size());
    const std::size_t size = below(std::min<std::size_t>(24, input.size() - at + 1));
    switch (below(6)) {
      case 0:
        if (!input.empty()) input[at] = static_cast<char>(below(256));
        break;
      case 1:
        input.erase(at, size);
        break;
      case 2:
        input.insert(below(input.size()), input.substr(at, size));
        break;
      case 3:
        input.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 4:
        input.resize(at);
        break;
      default:
        input += kSeeds[below(std::size(kSeeds))];
    }
  }
  return input;
}

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--random") {
    const std::string_view text(argv[2]);
    unsigned count = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), count).ec != std::errc()) return 2;
    std::mt19937 random(1);
    run({});
    for (unsigned i = 0; i < count; ++i) run(mutate(random));
    return 0;
  }
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    if (!in) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 1;
    }
    run(std::string(std::istreambuf_iterator<char>(in), {}));
  }
  return 0;
}
