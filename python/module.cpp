// The Python module bearing._bearing: models that take lists of documents and give plain tuples and strings.
// What users see is made of them in python/bearing/.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "bearing/labeler.hpp"
#include "inference/label_formats.hpp"
#include "inference/label_writer.hpp"
#include "python/text_positions.hpp"
#include "serving/given_document.hpp"
#include "serving/record_labeler.hpp"
#include "serving/workspace_pool.hpp"

namespace py = pybind11;

namespace bearing::python {
namespace {

const char* name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kInvalidData:
      return "invalid-data";
    case ErrorCode::kInvalidModel:
      return "invalid-model";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kInterrupted:
      return "interrupted";
    case ErrorCode::kInternal:
      break;
  }
  return "internal";
}

// The classes of exceptions are Python's (python/bearing/errors.py).
[[noreturn]] void raise(const Error& error) {
  const py::object made =
      py::module_::import("bearing.errors").attr("error_of")(name_of(error.code), error.to_string());
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(made.ptr())), made.ptr());
  throw py::error_already_set();
}

template <class T>
T value_of(Result<T> result) {
  if (!result) raise(result.error());
  return std::move(*result);
}

// (id, lang, title, text, targets, html): text in bytes is a file as it was found.
Record record_of(const py::tuple& document) {
  const py::object text = document[3];
  const std::string id = bytes_of(document[0]), lang = bytes_of(document[1]), title = bytes_of(document[2]);
  GivenDocument given;
  std::string encoded;
  if (PyBytes_Check(text.ptr()) != 0) {
    given.text = {PyBytes_AS_STRING(text.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(text.ptr()))};
    given.whole_file = true;
  } else {
    encoded = bytes_of(text);
    given.text = encoded;
  }
  given.id = id;
  given.lang = lang;
  given.title = title;
  for (const py::handle target : document[4].cast<py::sequence>())
    given.targets.push_back(bytes_of(py::reinterpret_borrow<py::object>(target)));
  given.html = document[5].cast<bool>();
  return value_of(make_record(given));
}

struct Judged {
  Record record;
  Labels labels;
  std::string json;  ///< As of `bearing label --all`.
};

// (text, begin, end, in_title, ...) with begin and end in characters.
py::tuple quotation_of(const Quotation& words, const FieldPositions& positions) {
  const ByteRange range = positions.characters(words.range, words.in_title);
  return py::make_tuple(string_of(words.text), range.begin, range.end, words.in_title);
}

py::tuple tuple_of(const Judged& judged) {
  const Document& document = judged.record.document;
  const FieldPositions positions(document.title, document.text);
  py::list topics, targets, stances;
  for (const TopicLabel& topic : judged.labels.topics)
    topics.append(py::make_tuple(topic.label, topic.confidence, topic.threshold, topic.assigned));
  for (const TargetLabel& target : judged.labels.targets) {
    targets.append(py::make_tuple(string_of(target.target), target.confidence, target.threshold,
                                  target.touched, target.free));
    for (const StanceLabel* stance : sorted_stances(target)) {
      stances.append(py::make_tuple(string_of(target.target), stance->stance, stance->confidence,
                                    stance->assigned, string_of(stance->holder),
                                    quotation_of(stance->holder_words, positions),
                                    quotation_of(stance->evidence, positions)));
    }
  }
  return py::make_tuple(string_of(document.id), judged.labels.lang, string_of(document.title),
                        string_of(document.text), topics, targets, stances, judged.labels.warnings,
                        judged.labels.familiarity, judged.labels.words, judged.json);
}

py::tuple tuple_of(const Explanation& e, const Document& document, const FieldPositions& positions) {
  py::list words;
  for (const Contribution& c : e.contributions) {
    const std::string& field = c.in_title ? document.title : document.text;
    const ByteRange range = positions.characters(c.range, c.in_title);
    words.append(py::make_tuple(string_of(std::string_view(field).substr(c.range.begin, c.range.size())),
                                range.begin, range.end, c.in_title, c.weight));
  }
  return py::make_tuple(string_of(e.label), e.stance, e.score, e.bias, e.confidence, e.assigned, words);
}

/// An opened model. Methods let go of the interpreter's lock while they work, so Python's threads may share
/// one.
class Model {
 public:
  explicit Model(std::shared_ptr<const Labeler> labeler)
      : labeler_(std::move(labeler)),
        writer_(writer_options_of(*labeler_)),
        workspaces_(2 * available_cores()) {
    writer_.all = true;
  }

  static std::unique_ptr<Model> open(const std::string& path) {
    Result<std::shared_ptr<const Labeler>> opened = [&] {
      const py::gil_scoped_release release;
      return Labeler::open(path);
    }();
    return std::make_unique<Model>(value_of(std::move(opened)));
  }

  py::list label(const py::list& documents, double min_confidence, bool all_stances, std::size_t threads) {
    const RecordLabeler labeler = value_of(RecordLabeler::make(labeler_, {{}, min_confidence, all_stances}));
    std::vector<Judged> judged;
    judged.reserve(documents.size());
    for (const py::handle document : documents)
      judged.push_back({record_of(document.cast<py::tuple>()), {}, {}});
    {
      const py::gil_scoped_release release;
      parallel_for(judged.size(), threads, [&](std::size_t i) { judge(labeler, judged[i]); });
    }
    py::list results;
    for (const Judged& one : judged) results.append(tuple_of(one));
    return results;
  }

  py::list explain(const py::tuple& given, double min_confidence) {
    const RecordLabeler labeler = value_of(RecordLabeler::make(labeler_, {{}, min_confidence, false}));
    Record record = record_of(given);
    std::vector<Explanation> explanations;
    {
      const py::gil_scoped_release release;
      auto workspace = workspaces_.lend();
      explanations = labeler.explain(record, *workspace);
    }
    const FieldPositions positions(record.document.title, record.document.text);
    py::list results;
    for (const Explanation& e : explanations) results.append(tuple_of(e, record.document, positions));
    return results;
  }

  const Labeler& labeler() const { return *labeler_; }

 private:
  void judge(const RecordLabeler& labeler, Judged& judged) {
    auto workspace = workspaces_.lend();
    judged.labels = labeler.label(judged.record, *workspace);
    const Document& document = judged.record.document;
    if (document.id.empty()) {
      append_label_object(writer_, document, judged.labels, judged.json);
    } else {
      append_labels(writer_, document, judged.labels, judged.json);
      judged.json.pop_back();  // The line feed.
    }
  }

  std::shared_ptr<const Labeler> labeler_;
  LabelWriterOptions writer_;
  WorkspacePool workspaces_;
};

}  // namespace
}  // namespace bearing::python

PYBIND11_MODULE(_bearing, module) {
  using bearing::python::Model;
  module.attr("version") = BEARING_VERSION;
  py::class_<Model>(module, "Model")
      .def(py::init(&Model::open), py::arg("path"))
      .def("label", &Model::label, py::arg("documents"), py::arg("min_confidence"), py::arg("all_stances"),
           py::arg("threads"))
      .def("explain", &Model::explain, py::arg("document"), py::arg("min_confidence"))
      .def_property_readonly("id", [](const Model& model) { return model.labeler().model_id(); })
      .def_property_readonly("topics", [](const Model& model) { return model.labeler().topics(); })
      .def_property_readonly("targets", [](const Model& model) { return model.labeler().targets(); })
      .def_property_readonly("stances", [](const Model& model) { return model.labeler().stances(); })
      .def_property_readonly("exclusive", [](const Model& model) { return model.labeler().exclusive(); })
      .def_property_readonly("judges_free_targets",
                             [](const Model& model) { return model.labeler().judges_free_targets(); });
}
