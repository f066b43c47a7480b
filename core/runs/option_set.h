// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <memory>
#include <string>
#include <vector>

namespace legenda::runs {

// The options of a training, whose type only its task knows (core/base/options.h describes them).
class OptionSet {
 public:
    virtual ~OptionSet() = default;
    virtual base::Status read(const nlohmann::json& values, const std::string& where) = 0;  // base::optionsFromJson
    virtual base::Status set(const std::string& key, const std::string& text) = 0;          // base::setOption
    virtual nlohmann::json toJson() const = 0;
    virtual std::vector<base::OptionField> fields() const = 0;
};
using OptionSetPtr = std::unique_ptr<OptionSet>;

template <class Options>
class OptionSetOf final : public OptionSet {
 public:
    base::Status read(const nlohmann::json& values, const std::string& where) override {
        return base::optionsFromJson(options_, values, where);
    }
    base::Status set(const std::string& key, const std::string& text) override {
        return base::setOption(options_, key, text);
    }
    nlohmann::json toJson() const override { return base::optionsToJson(options_); }
    std::vector<base::OptionField> fields() const override { return base::optionFields(options_); }

 private:
    Options options_;
};

// The options of a run, as its task reads them. Usage where a value does not fit.
template <class Options>
base::Result<Options> readOptions(const nlohmann::json& values) {
    Options options;
    if (auto read = base::optionsFromJson(options, values, "the options of the run"); !read) return base::pass(read);
    return options;
}

}  // namespace legenda::runs
