#include "serving/http_connection.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <exception>
#include <type_traits>
#include <utility>

#include "corpus/buffered_input.hpp"
#include "serving/http_exchange.hpp"
#include "serving/line_batches.hpp"

// Goals: one coroutine a connection, on one thread, so that nothing here needs a lock; every wait has a
// deadline; memory grows with what was received and not with what was announced.

namespace bearing {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using PlainStream = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;
using Parser = http::request_parser<http::buffer_body>;
using std::chrono::milliseconds;

// What is read at once, and so what a connection takes before it has sent anything.
constexpr std::size_t kReadBytes = std::size_t{16} << 10;
// Of what a refused request still sends, this much is read, so that the answer isn't lost with a reset.
constexpr std::size_t kLingerBytes = std::size_t{1} << 20;
constexpr milliseconds kLingerTime{2000};

// What a client is told whose request can't be read; none where nobody listens any more.
std::optional<HttpResponse> refusal_of(const error_code& code, bool timed_out) {
  if (timed_out) return error_response(408, "timeout", "the request did not arrive in time");
  if (code == http::error::header_limit)
    return error_response(431, "header-too-large", "the header of the request is too large");
  if (code == http::error::end_of_stream) return {};
  if (code == http::error::partial_message)
    return error_response(400, "truncated", "the connection ended before the request did");
  if (code.category() == make_error_code(http::error::end_of_stream).category())
    return error_response(400, "invalid-request", "this is not HTTP/1.1: " + code.message());
  return {};
}

template <class Stream>
class Connection final : public HttpConnection, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Stream stream, HttpShared& shared)
      : stream_(std::move(stream)),
        timer_(stream_.get_executor()),
        buffer_(shared.options.max_header_bytes + kReadBytes),
        shared_(shared) {
    shared_.connections.insert(this);
    error_code ignored;
    const auto remote = socket().remote_endpoint(ignored);
    if (!ignored) remote_ = remote.address().to_string();
  }
  ~Connection() override {
    let_go();
    shared_.connections.erase(this);
    if (shared_.closed) shared_.closed();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  auto executor() { return stream_.get_executor(); }

  void drain() override {
    error_code ignored;
    if (idle_) socket().cancel(ignored);
  }

  asio::awaitable<void> run() {
    const auto self = this->shared_from_this();
    bool open = true;
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      error_code code;
      set_deadline(shared_.options.header_timeout);
      co_await stream_.async_handshake(asio::ssl::stream_base::server, token(code));
      open = !code;
    }
    while (open) open = co_await serve_one();
    co_await close();
  }

  /// After run(), however it ended: nothing waits for this connection any more.
  void end() {
    deadline_ = Clock::time_point::max();
    timer_.cancel();
  }

 private:
  asio::ip::tcp::socket& socket() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  static auto token(error_code& code) { return asio::redirect_error(asio::use_awaitable, code); }

  // -- time: one timer, moved only when it fires or a deadline comes earlier ------------------------------

  void set_deadline(milliseconds time) {
    deadline_ = Clock::now() + time;
    timed_out_ = false;
    arm();
  }

  void arm() {
    if (armed_ && timer_.expiry() <= deadline_) return;
    armed_ = true;
    timer_.expires_at(deadline_);
    timer_.async_wait([self = this->shared_from_this()](const error_code& code) {
      if (code) return;
      self->armed_ = false;
      self->look_at_clock();
    });
  }

  void look_at_clock() {
    if (deadline_ == Clock::time_point::max()) return;
    if (Clock::now() >= deadline_) {
      timed_out_ = true;
      error_code ignored;
      socket().cancel(ignored);
      deadline_ =
          Clock::now() + milliseconds(500);  // Again: an operation may just have been between two steps.
    }
    arm();
  }

  // -- one request ----------------------------------------------------------------------------------------

  /// False when the connection is to end.
  asio::awaitable<bool> serve_one() {
    if (buffer_.size() == 0 && !co_await wait_for_request()) co_return false;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(shared_.options.max_header_bytes));
    parser.body_limit(boost::none);
    error_code code;
    set_deadline(shared_.options.header_timeout);
    co_await http::async_read_header(stream_, buffer_, parser, token(code));
    HttpExchange exchange;
    if (code) {
      if (auto refusal = refusal_of(code, timed_out_)) {
        co_await respond(exchange, *refusal);
        co_await linger();
      }
      co_return false;
    }
    deadline_ = Clock::time_point::max();
    begin(parser, exchange);
    co_await answer(parser, exchange);
    if (!exchange.keep && !parser.is_done()) co_await linger();
    co_return exchange.keep;
  }

  asio::awaitable<bool> wait_for_request() {
    if (shared_.draining) co_return false;
    if (buffer_.capacity() > 4096) buffer_.shrink_to_fit();
    error_code code;
    set_deadline(shared_.options.idle_timeout);
    idle_ = true;
    const auto space = buffer_.prepare(512);
    const std::size_t size = co_await stream_.async_read_some(space, token(code));
    idle_ = false;
    buffer_.commit(size);
    co_return !code;
  }

  void begin(const Parser& parser, HttpExchange& exchange) {
    const auto& message = parser.get();
    const auto text = [](boost::beast::string_view value) { return std::string(value.data(), value.size()); };
    HttpHead& head = exchange.head;
    head.method = text(message.method_string());
    head.target = text(message.target());
    head.content_type = text(message[http::field::content_type]);
    head.content_encoding = text(message[http::field::content_encoding]);
    head.authorization = text(message[http::field::authorization]);
    head.if_none_match = text(message[http::field::if_none_match]);
    exchange.begun = Clock::now();
    exchange.http_1_0 = message.version() == 10;
    exchange.keep = parser.keep_alive() && !shared_.draining;
    exchange.call = shared_.service.admit(head);
    const auto transfer = message[http::field::transfer_encoding];
    if (!transfer.empty() && !boost::beast::iequals(transfer, "chunked")) {
      exchange.keep = false;
      exchange.call.refusal =
          error_response(400, "invalid-request", "Transfer-Encoding: expected chunked alone");
    }
    if (exchange.call.route != nullptr && exchange.call.route->has_body &&
        exchange.call.kind != BodyKind::kJsonLines && parser.content_length().value_or(0) > max_body())
      refuse_size(exchange);
  }

  std::uint64_t max_body() const { return shared_.options.max_body_bytes; }

  void refuse_size(HttpExchange& exchange) {
    if (exchange.call.refusal) return;
    exchange.call.refusal = error_response(
        413, "body-too-large", "the body is longer than " + std::to_string(max_body()) + " bytes");
  }

  asio::awaitable<void> answer(Parser& parser, HttpExchange& exchange) {
    if (!exchange.call.refusal && exchange.call.route->has_body) {
      const auto expect = parser.get()[http::field::expect];
      if (boost::beast::iequals(expect, "100-continue")) {
        if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) exchange.keep = false;
      }
      if (exchange.call.kind == BodyKind::kJsonLines) {
        co_await answer_lines(parser, exchange);
      } else {
        co_await answer_body(parser, exchange);
      }
      co_return;
    }
    if (!parser.is_done()) exchange.keep = false;
    if (exchange.call.refusal) {
      co_await respond(exchange, *exchange.call.refusal);
    } else {
      const HttpResponse response = shared_.service.answer(exchange.call);
      co_await respond(exchange, response);
    }
  }

  // -- bodies that are labelled as a whole -----------------------------------------------------------------

  asio::awaitable<void> answer_body(Parser& parser, HttpExchange& exchange) {
    std::string body;
    co_await read_body(parser, exchange, body);
    HttpResponse response;
    if (exchange.call.refusal) {
      exchange.keep = false;
      response = *exchange.call.refusal;
    } else {
      body.append(BufferedInput::kSlack, '\0');
      const std::string_view bytes = std::string_view(body).substr(0, exchange.bytes_in);
      const bool done = co_await on_worker(
          [&](LabelWorker& worker) {
            response = shared_.service.answer(exchange.call, bytes, worker, exchange.tally);
          },
          true);
      if (!done) response = busy_response();
    }
    body = {};
    let_go();
    co_await respond(exchange, response);
  }

  void let_go() { shared_.buffered_bytes -= std::exchange(held_, 0); }

  /// Sets the refusal where the body can't be had.
  asio::awaitable<void> read_body(Parser& parser, HttpExchange& exchange, std::string& body) {
    set_deadline(shared_.options.body_timeout);
    while (!parser.is_done() && !exchange.call.refusal) {
      error_code code;
      const std::size_t size = body.size();
      body.resize(size + kReadBytes);
      const std::size_t got = co_await read_some(parser, body.data() + size, kReadBytes, code);
      body.resize(size + got);
      exchange.bytes_in += got;
      held_ += got;
      shared_.buffered_bytes += got;
      if (code) {
        exchange.call.refusal = refusal_of(code, timed_out_)
                                    .value_or(error_response(400, "truncated", "the connection broke off"));
      } else if (exchange.bytes_in > max_body()) {
        refuse_size(exchange);
      } else if (shared_.buffered_bytes > shared_.options.max_buffered_bytes) {
        exchange.call.refusal = busy_response();
      }
    }
    deadline_ = Clock::time_point::max();
  }

  asio::awaitable<std::size_t> read_some(Parser& parser, char* data, std::size_t size, error_code& code) {
    auto& body = parser.get().body();
    body.data = data;
    body.size = size;
    body.more = true;
    co_await http::async_read_some(stream_, buffer_, parser, token(code));
    if (code == http::error::need_buffer) code = {};
    co_return size - body.size;
  }

  /// Runs `work` on a worker while this connection waits; false when the queue is full and this is `first`.
  template <class Work>
  asio::awaitable<bool> on_worker(Work work, bool first) {
    auto initiate = [&](auto handler) {
      auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
      auto executor = stream_.get_executor();
      auto resume = [waiting](bool done) {
        auto taken = std::move(*waiting);
        taken(done);
      };
      auto job = [&work, resume, executor, guard = asio::make_work_guard(executor),
                  shared = &shared_](std::size_t worker) {
        work(shared->labelers[worker]);
        asio::post(executor, [resume] { resume(true); });
        // The connection may be gone by now.
        shared->service.compare_with_shadow(shared->labelers[worker]);
      };
      if (!first) {
        shared_.workers.submit_next(std::move(job));
      } else if (!shared_.workers.submit(std::move(job))) {
        asio::post(executor, [resume] { resume(false); });
      }
    };
    const asio::use_awaitable_t<> use;
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(initiate, use);
  }

  // -- lines: labelled and answered while they come --------------------------------------------------------

  asio::awaitable<void> answer_lines(Parser& parser, HttpExchange& exchange) {
    LineBatches batches(max_body());
    std::optional<HttpResponse> fault;
    std::uint64_t sent = 0;
    bool begun = false, written = true;
    while (written && !fault) {
      fault = co_await read_lines(parser, exchange, batches);
      if (fault || !batches.ready()) break;
      const LineBatch batch = batches.take();
      std::string lines;
      bool whole = true;
      const bool done = co_await on_worker(
          [&](LabelWorker& worker) {
            whole = shared_.service.answer_lines(exchange.call, batch.lines(), batch.line, worker,
                                                 exchange.tally, lines);
          },
          !begun);
      if (!done) {
        fault = busy_response();
        break;
      }
      written = co_await write_lines(exchange, begun, lines) && whole;
      sent += lines.size();
      begun = true;
    }
    if (fault && !begun) {
      exchange.keep = exchange.keep && parser.is_done();
      co_await respond(exchange, *fault);
      co_return;
    }
    if (fault) co_await write_lines(exchange, begun, fault->body);
    if (fault || !written) {
      exchange.keep = false;  // And no last chunk: the client sees that this isn't all.
    } else {
      if (!begun) co_await write_lines(exchange, false, {});
      if (exchange.http_1_0) exchange.keep = false;
      if (!exchange.http_1_0 && !co_await write("0\r\n\r\n", {})) exchange.keep = false;
    }
    finish(exchange, 200, sent);
  }

  /// Reads until a line is there, or the end.
  asio::awaitable<std::optional<HttpResponse>> read_lines(Parser& parser, HttpExchange& exchange,
                                                          LineBatches& batches) {
    std::string piece;
    while (!batches.ready() && !parser.is_done()) {
      error_code code;
      piece.resize(kReadBytes);
      set_deadline(shared_.options.body_timeout);
      const std::size_t got = co_await read_some(parser, piece.data(), piece.size(), code);
      exchange.bytes_in += got;
      batches.add(std::string_view(piece).substr(0, got));
      if (code) {
        co_return refusal_of(code, timed_out_)
            .value_or(error_response(400, "truncated", "the connection broke off"));
      }
    }
    deadline_ = Clock::time_point::max();
    if (parser.is_done()) batches.end();
    co_return std::nullopt;
  }

  asio::awaitable<bool> write_lines(HttpExchange& exchange, bool begun, std::string_view lines) {
    std::string frame;
    if (!begun) {
      if (exchange.http_1_0) exchange.keep = false;  // The end of the connection is the end of the answer.
      frame = response_header(exchange, {200, "application/x-ndjson", {}}, true);
    }
    frame += exchange.http_1_0 ? std::string(lines) : chunk_of(lines);
    co_return frame.empty() || co_await write(frame, {});
  }

  // -- answers ---------------------------------------------------------------------------------------------

  asio::awaitable<void> respond(HttpExchange& exchange, const HttpResponse& response) {
    if (shared_.draining) exchange.keep = false;
    const std::string header = response_header(exchange, response, false);
    const bool head_only = exchange.head.method == "HEAD";
    const std::string_view body = head_only ? std::string_view() : std::string_view(response.body);
    if (!co_await write(header, body)) exchange.keep = false;
    finish(exchange, response.status, body.size());
  }

  asio::awaitable<bool> write(std::string_view header, std::string_view body) {
    error_code code;
    set_deadline(shared_.options.write_timeout + milliseconds(1000 * (body.size() >> 16)));
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(header.data(), header.size()),
                                                     asio::buffer(body.data(), body.size())};
    co_await asio::async_write(stream_, parts, token(code));
    deadline_ = Clock::time_point::max();
    co_return !code;
  }

  void finish(const HttpExchange& exchange, unsigned status, std::uint64_t bytes_out) {
    const AccessEntry entry = close_exchange(exchange, remote_, status, bytes_out, shared_.metrics);
    if (!shared_.access) return;
    std::string line;
    append_access_line(entry, line);
    shared_.access(line);
  }

  // -- the end ---------------------------------------------------------------------------------------------

  asio::awaitable<void> linger() {
    error_code code;
    set_deadline(kLingerTime);
    socket().shutdown(asio::ip::tcp::socket::shutdown_send, code);
    std::string waste(4096, '\0');
    for (std::size_t got = 0; !code && got < kLingerBytes;)
      got += co_await socket().async_read_some(asio::buffer(waste), token(code));
  }

  asio::awaitable<void> close() {
    error_code code;
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      if (!timed_out_) {
        set_deadline(kLingerTime);
        co_await stream_.async_shutdown(token(code));
      }
    }
    socket().shutdown(asio::ip::tcp::socket::shutdown_both, code);
    socket().close(code);
    co_return;
  }

  Stream stream_;
  asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool armed_ = false, timed_out_ = false, idle_ = false;
  boost::beast::flat_buffer buffer_;
  std::size_t held_ = 0;  ///< Of HttpShared::buffered_bytes.
  HttpShared& shared_;
  std::string remote_;
};

template <class Stream>
void spawn(Stream stream, HttpShared& shared) {
  const auto connection = std::make_shared<Connection<Stream>>(std::move(stream), shared);
  const auto executor = connection->executor();
  // An exception (memory that is not there) ends this connection and no other.
  asio::co_spawn(
      executor, [connection]() -> asio::awaitable<void> { return connection->run(); },
      [connection](const std::exception_ptr&) { connection->end(); });
}

}  // namespace

void serve_connection(asio::ip::tcp::socket socket, HttpShared& shared) {
  spawn(PlainStream(std::move(socket)), shared);
}

void serve_connection(asio::ip::tcp::socket socket, const std::shared_ptr<asio::ssl::context>& tls,
                      HttpShared& shared) {
  spawn(TlsStream(std::move(socket), *tls), shared);
}

}  // namespace bearing
