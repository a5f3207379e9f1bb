#include "python/text_positions.hpp"

#include <algorithm>

namespace py = pybind11;

namespace bearing::python {
namespace {

constexpr std::size_t kStep = 256;

std::size_t count_characters(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string bytes_of(const py::object& text) {
  if (PyUnicode_Check(text.ptr()) == 0) {
    PyErr_Format(PyExc_TypeError, "expected str, found %s", Py_TYPE(text.ptr())->tp_name);
    throw py::error_already_set();
  }
  Py_ssize_t size = 0;
  if (const char* utf8 = PyUnicode_AsUTF8AndSize(text.ptr(), &size); utf8 != nullptr)
    return {utf8, static_cast<std::size_t>(size)};
  PyErr_Clear();
  const auto encoded =
      py::reinterpret_steal<py::bytes>(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
  if (!encoded) throw py::error_already_set();
  return encoded;
}

py::str string_of(std::string_view bytes) {
  const auto size = static_cast<Py_ssize_t>(bytes.size());
  PyObject* decoded = PyUnicode_DecodeUTF8(bytes.data(), size, "surrogatepass");
  if (decoded == nullptr) {
    PyErr_Clear();
    decoded = PyUnicode_DecodeUTF8(bytes.data(), size, "replace");
  }
  if (decoded == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

ByteRange FieldPositions::characters(ByteRange range, bool in_title) const {
  if (in_title)
    return {count_characters(title_.substr(0, range.begin)), count_characters(title_.substr(0, range.end))};
  if (before_.empty()) {
    before_.push_back(0);
    for (std::size_t at = 0; at < text_.size(); at += kStep)
      before_.push_back(before_.back() + count_characters(text_.substr(at, kStep)));
  }
  const auto position = [&](std::size_t byte) {
    const std::size_t step = byte / kStep;
    return before_[step] + count_characters(text_.substr(step * kStep, byte % kStep));
  };
  return {position(range.begin), position(range.end)};
}

}  // namespace bearing::python
