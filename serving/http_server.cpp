#include "serving/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <deque>
#include <memory>
#include <utility>

#include "base/parallel.hpp"
#include "serving/http_connection.hpp"
#include "serving/model_watcher.hpp"

namespace bearing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Error system_error(const std::string& what, const std::string& where, const error_code& code) {
  return {ErrorCode::kIo, what + ": " + code.message(), where, 0, {}};
}

Result<std::shared_ptr<asio::ssl::context>> open_tls(const std::string& certificate, const std::string& key) {
  auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code code;
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                   code);
  tls->use_certificate_chain_file(certificate, code);
  if (code)
    return Error{ErrorCode::kInvalidData, "no usable certificate: " + code.message(), certificate, 0, {}};
  // A key with a password would have OpenSSL ask for it on the terminal.
  tls->set_password_callback([](std::size_t, asio::ssl::context::password_purpose) { return std::string(); },
                             code);
  tls->use_private_key_file(key, asio::ssl::context::pem, code);
  if (code) return Error{ErrorCode::kInvalidData, "no usable key: " + code.message(), key, 0, {}};
  return tls;
}

class Server {
 public:
  Server(const HttpServerOptions& options, ModelSet& models, const HttpServerEvents& events)
      : options_(options),
        models_(models),
        events_(events),
        service_({options.keys, options.max_body_bytes}, models, metrics_, [this] { return state(); }),
        workers_(std::make_unique<WorkerPool>(threads(), options.queue)),
        labelers_(threads()),
        shared_{options_, service_, metrics_, *workers_, labelers_, events.access, [this] { closed(); }} {}

  ~Server() {
    shared_.closed = nullptr;  // What comes now is no news to anybody.
    workers_.reset();          // Workers use the coroutines' memory: they must be done before it goes.
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Status run() {
    if (auto secured = open_certificates(); !secured) return secured;
    if (auto listening = listen(); !listening) return listening;
    watcher_.emplace(models_, options_.watch, [this](const ModelReload& reload) { tell_reload(reload); });
    wait_for_stop();
    wait_for_hangup();
    asio::co_spawn(io_, [this] { return accept(); }, asio::detached);
    announce();
    io_.run();
    return success();
  }

 private:
  std::size_t threads() const { return options_.workers == 0 ? available_cores() : options_.workers; }

  void tell(const std::string& message) const {
    if (events_.tell) events_.tell(message);
  }

  // Called on the server's thread: what is asked for without a body is answered there.
  ServiceState state() const {
    ServiceState state;
    state.queue_length = workers_->waiting();
    state.queue_capacity = workers_->capacity();
    state.workers = workers_->threads();
    state.connections = shared_.connections.size();
    state.buffered_bytes = shared_.buffered_bytes;
    state.draining = shared_.draining;
    state.models = models_of(models_);
    return state;
  }

  Status open_certificates() {
    if (options_.tls_certificate.empty()) return success();
    auto opened = open_tls(options_.tls_certificate, options_.tls_key);
    if (!opened) return opened.error();
    tls_ = std::move(*opened);
    return success();
  }

  Status listen() {
    const std::string where = options_.address + ":" + std::to_string(options_.port);
    error_code code;
    const auto address = asio::ip::make_address(options_.address, code);
    if (code) {
      return Error{ErrorCode::kUsage,
                   "expected an IPv4 or IPv6 address, found \"" + options_.address + "\"",
                   {},
                   0,
                   {}};
    }
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), code);
    if (!code) acceptor_.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code) acceptor_.bind(endpoint, code);
    if (!code) acceptor_.listen(4096, code);
    if (code) return system_error("can't listen", where, code);
    return success();
  }

  void announce() const {
    const auto local = acceptor_.local_endpoint();
    const std::string host =
        local.address().is_v6() ? "[" + local.address().to_string() + "]" : local.address().to_string();
    std::string models;
    for (const auto& model : models_.all())
      models.append(models.empty() ? "" : ", ").append(model->name + " = " + model->labeler->model_id());
    tell(std::string("listening on ") + (tls_ ? "https://" : "http://") + host + ":" +
         std::to_string(local.port()) + " (" + models + ")");
    if (!local.address().is_loopback() && options_.keys.empty())
      tell("warning: others can reach this address and no key is asked of them (--api-key-file)");
    if (events_.ready) events_.ready();
  }

  asio::awaitable<void> accept() {
    while (acceptor_.is_open()) {
      error_code code;
      auto token = asio::redirect_error(asio::use_awaitable, code);
      tcp::socket socket = co_await acceptor_.async_accept(std::move(token));
      if (code == asio::error::operation_aborted || !acceptor_.is_open()) break;
      if (code) {  // No file descriptors left, most likely.
        asio::steady_timer pause(io_, std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, code));
        continue;
      }
      take(std::move(socket));
    }
  }

  void take(tcp::socket socket) {
    const bool full = shared_.connections.size() >= options_.max_connections;
    metrics_.add_connection(full);
    error_code ignored;
    if (full) return refuse(std::move(socket));
    socket.set_option(tcp::no_delay(true), ignored);
    if (tls_) {
      serve_connection(std::move(socket), tls_, shared_);
    } else {
      serve_connection(std::move(socket), shared_);
    }
  }

  // As good as it gets without waiting for anybody.
  void refuse(tcp::socket socket) const {
    error_code ignored;
    socket.non_blocking(true, ignored);
    if (!tls_) {
      const std::string body =
          error_response(503, "too-many-connections", "the server has no room for more").body;
      const std::string answer =
          "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
          "Connection: close\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body;
      socket.write_some(asio::buffer(answer), ignored);
    }
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    socket.close(ignored);
  }

  void wait_for_stop() {
    stop_.async_wait([this](const error_code& code, int) {
      if (code) return;
      if (shared_.draining) {
        tell("stopped at once");
        return io_.stop();
      }
      wait_for_stop();  // First: the drain may be over at once, and nothing to wait for any more.
      begin_drain();
    });
  }

  void begin_drain() {
    shared_.draining = true;
    tell("stopping: " + std::to_string(shared_.connections.size()) + " connections are open");
    error_code ignored;
    acceptor_.close(ignored);
    for (HttpConnection* connection : shared_.connections) connection->drain();
    drain_.expires_after(options_.drain_timeout);
    drain_.async_wait([this](const error_code& code) {
      if (code) return;
      tell("stopped; " + std::to_string(shared_.connections.size()) + " connections were cut off");
      io_.stop();
    });
    closed();
  }

  void closed() {
    if (!shared_.draining || !shared_.connections.empty()) return;
    error_code ignored;
    drain_.cancel();
    stop_.cancel(ignored);
    hangup_.cancel(ignored);
  }

  void wait_for_hangup() {
    hangup_.async_wait([this](const error_code& code, int) {
      if (code) return;
      if (events_.reopen) events_.reopen();
      if (auto secured = open_certificates(); !secured)
        tell("the old certificate stays: " + secured.error().to_string());
      read_keys();
      watcher_->ask();
      wait_for_hangup();
    });
  }

  void read_keys() {
    if (!events_.keys) return;
    auto keys = events_.keys();
    if (!keys) return tell("the old keys stay: " + keys.error().to_string());
    service_.set_keys(std::move(*keys));
  }

  // On the watcher's thread.
  void tell_reload(const ModelReload& reload) {
    metrics_.add_reload(reload.name, !reload.error);
    if (reload.error) {
      tell("model " + reload.name + " stays " + reload.before + ": " + reload.error->to_string());
    } else {
      tell("model " + reload.name + " is now " + reload.after +
           (reload.after == reload.before ? ", as before" : ", was " + reload.before));
    }
  }

  const HttpServerOptions& options_;
  ModelSet& models_;
  const HttpServerEvents& events_;
  ServiceMetrics metrics_;
  HttpService service_;
  std::unique_ptr<WorkerPool> workers_;
  std::deque<LabelWorker> labelers_;
  HttpShared shared_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  asio::signal_set stop_{io_, SIGTERM, SIGINT};
  asio::signal_set hangup_{io_, SIGHUP};
  asio::steady_timer drain_{io_};
  std::shared_ptr<asio::ssl::context> tls_;  ///< For new connections.
  std::optional<ModelWatcher> watcher_;
};

}  // namespace

bool http_server_built() { return true; }

Status run_http_server(const HttpServerOptions& options, ModelSet& models, const HttpServerEvents& events) {
  if (auto valid = options.validate(); !valid) return valid;
  Server server(options, models, events);
  return server.run();
}

}  // namespace bearing
