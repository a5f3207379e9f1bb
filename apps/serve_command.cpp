// bearing serve: an HTTP service that labels.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/commands.hpp"
#include "apps/default_model.hpp"
#include "apps/exit_code.hpp"
#include "apps/readiness.hpp"
#include "base/io_error.hpp"
#include "base/usage_error.hpp"
#include "serving/http_server.hpp"

namespace bearing {
namespace {

struct ServeOptions {
  HttpServerOptions server;
  std::vector<std::string> models;
  std::string shadow;
  std::string listen = "127.0.0.1:8080";
  std::string api_key_file;
  std::string access_log = "-";
  bool watch = false;
  double header_seconds = 10, body_seconds = 30, idle_seconds = 60, drain_seconds = 30;
};

// "127.0.0.1:8080", "[::1]:8080", ":8080" (all of them, IPv4).
Status parse_listen(const std::string& text, HttpServerOptions& server) {
  const std::size_t colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? std::string() : text.substr(colon + 1);
  const char* end = port.data() + port.size();
  const auto [rest, code] = std::from_chars(port.data(), end, server.port);
  std::string address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (port.empty() || code != std::errc() || rest != end)
    return usage_error("--listen: expected ADDRESS:PORT, found \"" + text + "\"");
  server.address = address.empty() ? "0.0.0.0" : address;
  return success();
}

// A connection is a file to the system, which by default allows a thousand.
void allow_files(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + 64) return;
  limit.rlim_cur =
      limit.rlim_max == RLIM_INFINITY ? connections + 64 : std::min<rlim_t>(limit.rlim_max, connections + 64);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Lines to standard error, to a file, or nowhere.
class AccessLog {
 public:
  explicit AccessLog(std::string path) : path_(std::move(path)) {}
  ~AccessLog() {
    if (file_ != nullptr && file_ != stderr) std::fclose(file_);
  }
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  bool wanted() const { return path_ != "none"; }

  Status open() {
    if (!wanted()) return success();
    if (path_ == "-") {
      file_ = stderr;
      return success();
    }
    std::FILE* opened = std::fopen(path_.c_str(), "ae");
    if (opened == nullptr) return io_error(path_, "can't write the access log");
    if (file_ != nullptr) std::fclose(file_);
    file_ = opened;
    return success();
  }

  void write(std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), file_);
    std::fflush(file_);
  }

 private:
  std::string path_;
  std::FILE* file_ = nullptr;
};

std::chrono::milliseconds milliseconds_of(double seconds) {
  // Out of range counts as the nearest that makes sense; validate() refuses what isn't above 0.
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(seconds, 0.0, 1e7) * 1000));
}

Result<ApiKeys> read_keys(const ServeOptions& options) {
  if (!options.api_key_file.empty()) return ApiKeys::read(options.api_key_file);
  const char* key = std::getenv("BEARING_API_KEY");
  if (key == nullptr || *key == '\0') return ApiKeys();
  if (std::string_view(key).size() < ApiKeys::kShortest) {
    return usage_error("BEARING_API_KEY: expected a key of at least " + std::to_string(ApiKeys::kShortest) +
                       " characters");
  }
  return ApiKeys({key});
}

Result<std::unique_ptr<ModelSet>> open_models(const ServeOptions& options) {
  std::vector<ModelSource> sources;
  std::vector<std::string> given = options.models;
  if (given.empty()) {
    auto path = model_path({});
    if (!path) return path.error();
    given.push_back(*path);
  }
  for (const std::string& text : given) {
    auto source = parse_model_source(text);
    if (!source) return source.error();
    sources.push_back(std::move(*source));
  }
  std::optional<ModelSource> shadow;
  if (!options.shadow.empty()) {
    auto source = parse_model_source(options.shadow);
    if (!source) return source.error();
    shadow = std::move(*source);
  }
  return ModelSet::open(std::move(sources), std::move(shadow));
}

Status complete(ServeOptions& options) {
  HttpServerOptions& server = options.server;
  if (auto parsed = parse_listen(options.listen, server); !parsed) return parsed;
  server.header_timeout = milliseconds_of(options.header_seconds);
  server.body_timeout = milliseconds_of(options.body_seconds);
  server.idle_timeout = milliseconds_of(options.idle_seconds);
  server.drain_timeout = milliseconds_of(options.drain_seconds);
  if (options.watch) server.watch = std::chrono::milliseconds(1000);
  if (auto valid = server.validate(); !valid) return valid;
  auto keys = read_keys(options);
  if (!keys) return keys.error();
  server.keys = std::move(*keys);
  return success();
}

int run_serve(ServeOptions options) {
  // Before anything is opened that would be in vain.
  if (!http_server_built()) {
    ModelSet none;
    return report(run_http_server(options.server, none, {}).error());
  }
  if (auto completed = complete(options); !completed) return report(completed.error());
  AccessLog log(options.access_log);
  if (auto opened = log.open(); !opened) return report(opened.error());
  auto models = open_models(options);
  if (!models) return report(models.error());
  allow_files(options.server.max_connections);
  HttpServerEvents events;
  events.tell = [](const std::string& message) { std::fprintf(stderr, "bearing: %s\n", message.c_str()); };
  if (log.wanted()) events.access = [&log](std::string_view line) { log.write(line); };
  events.reopen = [&log] {
    if (auto opened = log.open(); !opened) report(opened.error());
  };
  if (!options.api_key_file.empty())
    events.keys = [path = options.api_key_file] { return ApiKeys::read(path); };
  events.ready = [] { notify_systemd("READY=1"); };
  const Status served = run_http_server(options.server, **models, events);
  return served ? kExitDone : report(served.error());
}

void declare_limits(CLI::App& command, ServeOptions& options) {
  HttpServerOptions& server = options.server;
  command
      .add_option("--queue", server.queue,
                  "Requests that may wait for a thread; one more is told to come again")
      ->capture_default_str();
  command.add_option("--max-connections", server.max_connections, "Connections at once")
      ->capture_default_str();
  command.add_option("--max-header-bytes", server.max_header_bytes, "Longest header of a request")
      ->capture_default_str();
  command.add_option("--max-body-bytes", server.max_body_bytes, "Longest body; of JSON Lines, longest line")
      ->capture_default_str();
  command.add_option("--max-buffered-bytes", server.max_buffered_bytes, "Bodies in memory, all together")
      ->capture_default_str();
  command.add_option("--header-timeout", options.header_seconds, "Seconds for a whole header")
      ->capture_default_str();
  command
      .add_option("--body-timeout", options.body_seconds,
                  "Seconds for a whole body; of JSON Lines, between two pieces")
      ->capture_default_str();
  command.add_option("--idle-timeout", options.idle_seconds, "Seconds between two requests of a connection")
      ->capture_default_str();
  command
      .add_option("--drain-timeout", options.drain_seconds,
                  "Seconds for what is under way when the server is told to stop")
      ->capture_default_str();
}

}  // namespace

void add_serve_command(CLI::App& app, Run& run) {
  auto options = std::make_shared<ServeOptions>();
  auto* command = app.add_subcommand("serve", "Label over HTTP");
  command
      ->add_option("-m,--model", options->models,
                   "Model file, or NAME=FILE (repeatable; the first is used where a request names none); "
                   "without it, the shipped model")
      ->type_name("[NAME=]FILE");
  command
      ->add_option("--shadow", options->shadow,
                   "A model that labels the same documents as the first, for comparison alone (see /metrics)")
      ->type_name("[NAME=]FILE");
  command->add_option("-l,--listen", options->listen, "ADDRESS:PORT; port 0 takes one that is free")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  command->add_option("-j,--threads", options->server.workers, "Threads that label; 0: one per core")
      ->capture_default_str();
  command->add_flag("--watch", options->watch, "Open a model again when its file changes (as SIGHUP does)");
  command
      ->add_option(
          "--api-key-file", options->api_key_file,
          "Ask for one of the keys in this file, one a line; otherwise for BEARING_API_KEY, where set")
      ->type_name("FILE");
  command
      ->add_option("--tls-certificate", options->server.tls_certificate,
                   "PEM file: serve HTTPS with this certificate (and its chain)")
      ->type_name("FILE");
  command->add_option("--tls-key", options->server.tls_key, "PEM file: its key, without a password")
      ->type_name("FILE");
  command->add_option("--access-log", options->access_log, "File for a line of JSON a request; - or none")
      ->type_name("FILE")
      ->capture_default_str();
  declare_limits(*command, *options);
  command->callback([options, &run] { run = [options] { return run_serve(*options); }; });
}

}  // namespace bearing
