// Any bytes as what a client sends, and any bytes as the body of a sound request: the server answers in HTTP
// or closes the connection, never with an internal error; and it answers the next client.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "corpus/json_text.hpp"
#include "serving/http_server.hpp"
#include "tests/small_model.hpp"

namespace {

using namespace bearing;

void require(bool condition) {
  if (!condition) std::abort();
}

// A server of a small model on a free port; it goes with the process.
class FuzzedServer {
 public:
  FuzzedServer() : models_(open()) {
    options_.port = 0;
    options_.workers = 1;
    options_.max_body_bytes = std::size_t{64} << 10;
    std::promise<std::uint16_t> announced;
    events_.tell = [&](const std::string& message) {
      const std::size_t port = message.find("127.0.0.1:");
      if (port != std::string::npos)
        announced.set_value(static_cast<std::uint16_t>(std::stoi(message.substr(port + 10))));
    };
    std::thread([this] { require(run_http_server(options_, *models_, events_).ok()); }).detach();
    port_ = announced.get_future().get();
  }

  /// All that comes back.
  std::string exchange(std::string_view request) const {
    const int link = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    require(link >= 0 && ::connect(link, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    while (!request.empty()) {
      const auto sent = ::send(link, request.data(), request.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;  // The server has had enough.
      request.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::shutdown(link, SHUT_WR);
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(link, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
    ::close(link);
    return answer;
  }

 private:
  static std::unique_ptr<ModelSet> open() {
    const ScratchFolder folder;  // Gone in a moment; the model stays mapped.
    auto opened = ModelSet::open({{"m", folder.write("m", small_model_bytes({.stance = true}))}});
    require(opened.ok());
    return std::move(*opened);
  }

  std::unique_ptr<ModelSet> models_;
  HttpServerOptions options_;
  HttpServerEvents events_;
  std::uint16_t port_ = 0;
};

// Never destroyed: its thread ends with the process.
const FuzzedServer& server() {
  static const FuzzedServer* const one = new FuzzedServer;
  return *one;
}

// Without the date, which may be a second later.
std::string undated(std::string answer) {
  const std::size_t date = answer.find("Date: ");
  if (date != std::string::npos) answer.erase(date, answer.find("\r\n", date) - date);
  return answer;
}

void check_answer(std::string_view answer, bool sound) {
  require(!sound || !answer.empty());
  if (answer.empty()) return;
  require(answer.starts_with("HTTP/1.1 ") && answer.size() > 12);
  const char first = answer[9];
  require(first == '1' || first == '2' || first == '4');
  if (first != '4') return;
  const std::size_t body = answer.find("\r\n\r\n");
  require(body != std::string_view::npos);
  // To HEAD there is an answer without a body.
  const std::string_view json = answer.substr(body + 4);
  require(json.empty() || json.starts_with("{\"error\":{\"code\":\""));
}

void check_body(std::string_view target, std::string_view type, std::string_view body) {
  const std::string head = "POST " + std::string(target) +
                           " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: " + std::string(type) +
                           "\r\n";
  const std::string answer = server().exchange(head + "Content-Length: " + std::to_string(body.size()) +
                                               "\r\n\r\n" + std::string(body));
  check_answer(answer, true);
  // The same body in two chunks has the same answer.
  const auto chunk = [](std::string_view bytes) {
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return bytes.empty() ? std::string() : size + std::string(bytes) + "\r\n";
  };
  const std::string_view half = body.substr(0, body.size() / 2);
  const std::string chunked = server().exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(half) +
                                                chunk(body.substr(half.size())) + "0\r\n\r\n");
  const bool same = type == "application/x-ndjson" ? chunked.substr(0, 15) == answer.substr(0, 15)
                                                   : undated(chunked) == undated(answer);
  if (!same) {
    std::fprintf(stderr, "%s as %s: one answer for the body as a whole\n%s\nanother for it in chunks\n%s\n",
                 std::string(target).c_str(), std::string(type).c_str(), answer.c_str(), chunked.c_str());
  }
  require(same);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_answer(server().exchange(bytes), false);
  check_body("/v1/label", "application/json", bytes);
  check_body("/v1/label?all=true", "application/x-ndjson", bytes);
  check_body("/v1/explain", "text/html", bytes);
  if (is_json_value(bytes)) check_body("/v1/explain", "application/json", bytes);
  return 0;
}
