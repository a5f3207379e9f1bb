// A model file taken apart, so that tests can damage it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "model/tensor_file.hpp"

namespace bearing {

struct Parts {
  std::vector<TensorData> tensors;
  std::map<std::string, std::string> metadata;

  TensorData& tensor(const std::string& name) {
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const TensorData& candidate) { return candidate.name == name; });
    EXPECT_NE(found, tensors.end()) << name;
    return *found;
  }
};

template <class T>
void set_value(TensorData& tensor, std::size_t index, T value) {
  std::memcpy(tensor.bytes.data() + index * sizeof(T), &value, sizeof value);
}

}  // namespace bearing
