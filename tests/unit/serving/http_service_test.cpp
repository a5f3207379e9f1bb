#include "serving/http_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "corpus/buffered_input.hpp"
#include "tests/small_model.hpp"

namespace bearing {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kArticle = "Rivers rose overnight and the flood reached the lower town.";

class HttpServiceTest : public testing::Test {
 protected:
  HttpServiceTest() {
    const std::string first = folder_.write("first", small_model_bytes({.stance = true}));
    const std::string other = folder_.write("other", small_model_bytes({.seed = 2}));
    auto opened = ModelSet::open({{"first", first}, {"other", other}}, ModelSource{"next", other});
    EXPECT_TRUE(opened.ok());
    models_ = std::move(*opened);
    service_ = make({});
  }

  std::unique_ptr<HttpService> make(HttpServiceOptions options) {
    return std::make_unique<HttpService>(std::move(options), *models_, metrics_, [this] { return state_; });
  }

  // The two steps of a request, as the server takes them.
  HttpResponse ask(HttpHead head, const std::string& body = {}) {
    const HttpCall call = service_->admit(head);
    if (call.refusal) return *call.refusal;
    if (!call.route->has_body) return service_->answer(call);
    std::string slack = body;
    slack.append(BufferedInput::kSlack, '\0');
    DocumentTally tally;
    auto response = service_->answer(call, std::string_view(slack).substr(0, body.size()), worker_, tally);
    service_->compare_with_shadow(worker_);
    return response;
  }
  HttpResponse get(const std::string& target) { return ask({"GET", target, {}, {}, {}, {}}); }
  HttpResponse post(const std::string& target, const std::string& body,
                    const std::string& type = "application/json") {
    return ask({"POST", target, type, {}, {}, {}}, body);
  }

  static std::string code_of(const HttpResponse& response) {
    EXPECT_EQ(response.content_type, "application/json");
    return std::to_string(response.status) + " " +
           json::parse(response.body)["error"]["code"].get<std::string>();
  }

  ScratchFolder folder_;
  std::unique_ptr<ModelSet> models_;
  ServiceMetrics metrics_;
  ServiceState state_;
  LabelWorker worker_;
  std::unique_ptr<HttpService> service_;
};

TEST_F(HttpServiceTest, DocumentNamesTheRoutesOfTheCode) {
  const json document = json::parse(openapi_document());
  std::set<std::string> declared, routed;
  for (const auto& [path, operations] : document["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      declared.insert(method + " " + path);
      EXPECT_EQ(operation.contains("security"), operation.value("security", json::array({1})).empty())
          << path;
    }
  }
  for (const HttpRoute& route : http_routes()) {
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    routed.insert(method + " " + std::string(route.path));
    const json& operation = document["paths"][std::string(route.path)][method];
    EXPECT_EQ(operation.contains("security"), route.open) << route.path;
    ASSERT_EQ(operation.contains("requestBody"), route.has_body) << route.path;
    if (route.has_body) {
      EXPECT_EQ(operation["requestBody"]["content"].contains("application/x-ndjson"), route.takes_lines);
    }
  }
  EXPECT_EQ(declared, routed);
}

TEST_F(HttpServiceTest, GivesAnObjectForAnObjectAndAnArrayForAnArray) {
  const json one = json::parse(post("/v1/label", json{{"id", 7}, {"text", kArticle}}.dump()).body);
  EXPECT_EQ(one["id"], "7");
  EXPECT_EQ(one["model"], models_->find("")->labeler->model_id());
  const json many = json::parse(post("/v1/label", json{{{"text", kArticle}}, {{"text", 1}}, 5}.dump()).body);
  ASSERT_EQ(many.size(), 3U);
  EXPECT_EQ(many[0]["topics"], one["topics"]);
  EXPECT_TRUE(many[1]["error"].is_string());
  EXPECT_TRUE(many[2]["error"].is_string());
  EXPECT_EQ(post("/v1/label", " [ ] ").body, "[]\n");
  EXPECT_EQ(json::parse(post("/v1/label", kArticle, "text/plain").body)["topics"], one["topics"]);
  const std::string page = "<html><body><p>" + std::string(kArticle) + "</p></body></html>";
  EXPECT_EQ(json::parse(post("/v1/label", page, "text/html; charset=utf-8").body)["topics"], one["topics"]);
}

TEST_F(HttpServiceTest, GivesALineForALine) {
  const HttpResponse response =
      post("/v1/label", "{\"id\":\"a\",\"text\":\"\"}\r\n\n{\n{\"id\":\"b\",\"text\":\"\xff\"}",
           "application/x-ndjson");
  EXPECT_EQ(response.content_type, "application/x-ndjson");
  std::vector<json> lines;
  for (std::string_view rest = response.body; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
    lines.push_back(json::parse(rest.substr(0, rest.find('\n'))));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["id"], "a");
  EXPECT_EQ(lines[1]["id"], "-:3");
  EXPECT_TRUE(lines[1].contains("error"));
  EXPECT_THAT(lines[2]["warnings"].dump(), HasSubstr("bad-bytes-replaced"));
}

TEST_F(HttpServiceTest, LooksAtNoAnnotationsButTargets) {
  const json annotated = {{"text", kArticle}, {"topics", 7}, {"stances", "none"}, {"lang", {1}}};
  EXPECT_EQ(post("/v1/label", annotated.dump()).status, 200U);
  EXPECT_EQ(post("/v1/explain", annotated.dump()).status, 200U);
  EXPECT_FALSE(json::parse(post("/v1/label", json{annotated}.dump()).body)[0].contains("error"));
  EXPECT_FALSE(
      json::parse(post("/v1/label", annotated.dump(), "application/x-ndjson").body).contains("error"));
  const json passed = json::parse(post("/v1/label?pass_through=true", annotated.dump()).body);
  EXPECT_EQ(passed["fields"]["stances"], "none");
  EXPECT_EQ(code_of(post("/v1/label", json{{"text", kArticle}, {"targets", 7}}.dump())),
            "422 invalid-document");
}

TEST_F(HttpServiceTest, RefusesBodiesThatAreNone) {
  for (const char* bad :
       {"", " ", "7", "{", "[", "[{]", "{\"text\":\"a\"}}", "{\"text\":\"\xff\"}", "nul", "\xEF\xBB\xBF"})
    EXPECT_EQ(code_of(post("/v1/label", bad)), "400 invalid-body") << bad;
  EXPECT_THAT(post("/v1/label", "{").body, HasSubstr("\"message\":\"not valid JSON: an object"));
  const std::string deep(100'000, '[');
  EXPECT_EQ(code_of(post("/v1/label", deep)), "400 invalid-body");
  EXPECT_EQ(code_of(post("/v1/label", "{\"a\":" + deep)), "400 invalid-body");
  EXPECT_EQ(code_of(post("/v1/label", deep + std::string(100'000, ']'))), "400 invalid-body");
  EXPECT_EQ(code_of(post("/v1/label", "{}")), "422 invalid-document");
  EXPECT_EQ(code_of(post("/v1/explain", "{\"text\":[]}")), "422 invalid-document");
  std::string many = "[1";
  for (std::size_t i = 0; i < kMostDocuments; ++i) many += ",1";
  EXPECT_EQ(code_of(post("/v1/label", many + "]")), "413 too-many-documents");
}

TEST_F(HttpServiceTest, SurvivesEveryPrefixOfABody) {
  const std::string body =
      json{{{"id", "a"}, {"title", "Flood"}, {"text", kArticle}}, {{"text", "\u00e9"}}}.dump();
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_EQ(code_of(post("/v1/label", body.substr(0, size))), "400 invalid-body") << size;
  EXPECT_EQ(post("/v1/label", body).status, 200U);
}

TEST_F(HttpServiceTest, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(code_of(get("/v1/labels")), "404 not-found");
  EXPECT_EQ(code_of(get("/%4")), "400 invalid-target");
  EXPECT_EQ(code_of(get("/v1/label")), "405 method-not-allowed");
  EXPECT_EQ(code_of(post("/metrics", "{}")), "405 method-not-allowed");
  EXPECT_EQ(code_of(post("/v1/label", "{}", "")), "415 unsupported-media-type");
  EXPECT_EQ(code_of(post("/v1/explain", "{}", "application/x-ndjson")), "415 unsupported-media-type");
  EXPECT_EQ(code_of(ask({"POST", "/v1/label", "text/plain", "br", {}, {}})), "415 unsupported-encoding");
  EXPECT_EQ(code_of(post("/v1/label?model=next", "{}")), "404 no-such-model");
  for (const char* query :
       {"al=true", "all=yes", "min_confidence=", "min_confidence=1.5", "min_confidence=nan",
        "min_confidence=0x1", "target=", "target=%20", "target=free", "topic=floods"})
    EXPECT_EQ(code_of(post(std::string("/v1/label?") + query, "{}")), "400 invalid-query") << query;
  EXPECT_EQ(code_of(post("/v1/explain?topic=none", "{}")), "404 no-such-topic");
  EXPECT_EQ(code_of(get("/healthz?a=b")), "400 invalid-query");
}

TEST_F(HttpServiceTest, AsksForAKey) {
  service_ = make({});
  service_->set_keys(ApiKeys({"0123456789abcdef"}));
  for (const HttpRoute& route : http_routes()) {
    HttpHead head{std::string(route.method), std::string(route.path), "text/plain", {}, {}, {}};
    if (route.open) {
      EXPECT_EQ(ask(head).status, 200U) << route.path;
      continue;
    }
    EXPECT_EQ(code_of(ask(head)), "401 unauthorized") << route.path;
    head.authorization = "Bearer 0123456789abcdeX";
    EXPECT_EQ(code_of(ask(head)), "401 unauthorized") << route.path;
    head.authorization = "Bearer 0123456789abcdef";
    EXPECT_EQ(ask(head).status, 200U) << route.path;
  }
}

TEST_F(HttpServiceTest, ServesThePageToItselfAlone) {
  ASSERT_EQ(page_files().front().path, "/");
  for (const PageFile& file : page_files()) {
    const HttpResponse response = get(std::string(file.path));
    EXPECT_EQ(response.status, 200U) << file.path;
    EXPECT_EQ(response.content_type, file.content_type);
    EXPECT_EQ(response.body, file.bytes);
    EXPECT_FALSE(file.bytes.empty()) << file.path;
    std::map<std::string, std::string> headers(response.headers.begin(), response.headers.end());
    const std::string& policy = headers["Content-Security-Policy"];
    for (const char* part : {"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'",
                             "require-trusted-types-for 'script'"})
      EXPECT_THAT(policy, HasSubstr(part)) << file.path;
    EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
    EXPECT_EQ(headers["Referrer-Policy"], "no-referrer");
    EXPECT_EQ(headers["Cache-Control"], "no-cache");
    EXPECT_EQ(headers["ETag"], file.entity_tag);
    EXPECT_EQ(ask({"HEAD", std::string(file.path), {}, {}, {}, {}}).status, 200U);
    EXPECT_EQ(code_of(post(std::string(file.path), "{}")), "405 method-not-allowed");
  }
}

TEST_F(HttpServiceTest, NamesItsFilesInThePage) {
  // A browser finds everything that the page is made of, and nothing else is there.
  std::string sources;
  for (const PageFile& file : page_files()) sources += file.bytes;
  for (const PageFile& file : page_files()) {
    if (file.path == "/") continue;
    const std::string name(file.path.substr(file.path.rfind('/') + 1));
    EXPECT_THAT(sources, testing::AnyOf(HasSubstr("\"page/" + name), HasSubstr("'./" + name))) << name;
  }
  for (const char* elsewhere : {"src=\"http", "href=\"http", "//cdn", "innerHTML", "onclick=", "style=\""})
    EXPECT_THAT(sources, testing::Not(HasSubstr(elsewhere)));
}

TEST_F(HttpServiceTest, SendsAFileThatIsThereAlreadyNoMore) {
  const PageFile& file = page_files().front();
  HttpHead head{"GET", "/", {}, {}, {}, "W/\"old\", " + std::string(file.entity_tag)};
  HttpResponse response = ask(head);
  EXPECT_EQ(response.status, 304U);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.content_type, "");
  head.if_none_match = "\"old\"";
  EXPECT_EQ(ask(head).status, 200U);
  head.target = "/healthz";
  head.if_none_match = "*";
  EXPECT_EQ(ask(head).status, 200U);
}

TEST_F(HttpServiceTest, GivesTheTextThatLabelsAreAbout) {
  const std::string page =
      "<html><title>Flood</title><body><p>" + std::string(kArticle) + "</p></body></html>";
  for (const HttpResponse& response :
       {post("/v1/text", page, "text/html"), post("/v1/text", json{{"text", page}}.dump())}) {
    const json read = json::parse(response.body);
    EXPECT_EQ(read["text"], kArticle);
    EXPECT_EQ(read["title"], "Flood");
  }
  const std::string latin = "Caf\xe9 in the lower town";
  EXPECT_EQ(json::parse(post("/v1/text", latin, "text/plain; charset=iso-8859-1").body)["text"],
            "Caf\u00e9 in the lower town");
  EXPECT_EQ(code_of(post("/v1/text?model=first&all=true", "{}")), "400 invalid-query");
}

TEST_F(HttpServiceTest, ChoosesTheModel) {
  const json first = json::parse(get("/v1/model").body),
             other = json::parse(get("/v1/model?model=other").body);
  EXPECT_EQ(first["name"], "first");
  EXPECT_EQ(first["targets"].size(), 2U);
  EXPECT_EQ(other["targets"].size(), 0U);
  EXPECT_EQ(first["models"], other["models"]);
  const std::string body = json{{"text", kArticle}}.dump();
  EXPECT_EQ(json::parse(post("/v1/label?model=other", body).body)["model"], other["id"]);
  EXPECT_EQ(json::parse(post("/v1/label", body).body)["model"], first["id"]);
}

TEST_F(HttpServiceTest, ComparesTheFirstModelWithTheShadow) {
  post("/v1/label", json{{"text", kArticle}}.dump());
  post("/v1/label?model=other", json{{"text", kArticle}}.dump());
  post("/v1/explain", json{{"text", kArticle}}.dump());
  post("/v1/label?min_confidence=1", json{{"text", kArticle}}.dump());  // Nor does the shadow assign any.
  const std::string text = get("/metrics").body;
  EXPECT_THAT(text, HasSubstr("bearing_shadow_documents_total{model=\"first\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("bearing_shadow_documents_total{model=\"other\"} 0\n"));
}

TEST_F(HttpServiceTest, IsNotReadyWhileItDrains) {
  EXPECT_EQ(get("/readyz").status, 200U);
  state_.draining = true;
  EXPECT_EQ(code_of(get("/readyz")), "503 draining");
  EXPECT_EQ(get("/healthz").status, 200U);
}

TEST_F(HttpServiceTest, FollowsAReplacedModel) {
  const std::string body = json{{"text", kArticle}}.dump();
  const json before = json::parse(post("/v1/label", body).body);
  folder_.write("first", small_model_bytes({.seed = 3}));
  ASSERT_FALSE(models_->reload(true).at(0).error);
  const json after = json::parse(post("/v1/label", body).body);
  EXPECT_NE(before["model"], after["model"]);
  EXPECT_EQ(after["model"], models_->find("")->labeler->model_id());
}

}  // namespace
}  // namespace bearing
