// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_samples.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/run_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <string_view>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

constexpr const char* kFile = "samples.jsonl";

nlohmann::json boxJson(const base::Box& box) {
    const auto rounded = [](double value) { return std::round(1e4 * value) / 1e4; };
    return {rounded(box.x), rounded(box.y), rounded(box.w), rounded(box.h)};
}

std::string lineOf(const RunSamples& evaluation) {
    auto samples = nlohmann::json::array();
    for (const auto& sample : evaluation.samples) {
        auto words = nlohmann::json::array();
        for (const auto& word : sample.words) {
            nlohmann::json each{{"word", word.text}};
            if (word.region >= 0) each.update({{"region", word.region}, {"box", boxJson(word.box)}});
            words.push_back(std::move(each));
        }
        samples.push_back({{"image", sample.image}, {"box", boxJson(sample.box)}, {"words", std::move(words)}});
    }
    const nlohmann::json line{{"step", evaluation.step}, {"epoch", evaluation.epoch}, {"samples", std::move(samples)}};
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

base::Box boxOf(const nlohmann::json& value) {
    return {value.at(0).get<double>(), value.at(1).get<double>(), value.at(2).get<double>(), value.at(3).get<double>()};
}

std::optional<RunSamples> evaluationOf(std::string_view line) try {
    const auto value = nlohmann::json::parse(line);
    RunSamples evaluation{value.at("step").get<std::int64_t>(), value.at("epoch").get<int>(), {}};
    for (const auto& each : value.at("samples")) {
        RunSample sample{each.at("image").get<std::string>(), boxOf(each.at("box")), {}};
        for (const auto& word : each.at("words")) {
            SampleWord read{word.at("word").get<std::string>()};
            if (word.contains("region")) read.region = word["region"].get<int>(), read.box = boxOf(word.at("box"));
            sample.words.push_back(std::move(read));
        }
        evaluation.samples.push_back(std::move(sample));
    }
    return evaluation;
} catch (const nlohmann::json::exception&) {
    return std::nullopt;
}

base::Result<std::string> textOf(const fs::path& file) {
    std::error_code failure;
    if (!fs::exists(file, failure)) return std::string();
    return base::readFile(file);
}

// The lines from the last one back that end with a newline: use(start, line) until it answers false.
template <class Use>
void backwards(std::string_view text, const Use& use) {
    auto end = text.rfind('\n');
    while (end != std::string_view::npos) {
        const auto before = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
        const auto start = before == std::string_view::npos ? 0 : before + 1;
        if (!use(start, text.substr(start, end - start))) return;
        end = before;
    }
}

// How much of the file comes before this step.
std::size_t keptBefore(std::int64_t step, std::string_view text) {
    std::size_t kept = 0;
    backwards(text, [&](std::size_t start, std::string_view line) {
        const auto found = evaluationOf(line);
        if (!found || found->step >= step) return true;
        kept = start + line.size() + 1;
        return false;
    });
    return kept;
}

}  // namespace

base::Status appendSamples(const fs::path& runFolder, const RunSamples& evaluation) {
    const auto file = runFolder / kFile;
    LEGENDA_TRY(text, textOf(file));
    if (const auto kept = keptBefore(evaluation.step, *text); kept < text->size()) {
        std::error_code failure;
        fs::resize_file(file, kept, failure);
        if (failure)
            return fail(ErrorCode::Io, fmt::format("{} cannot be written: {}.", file.string(), failure.message()));
    }
    std::ofstream out(file, std::ios::binary | std::ios::app);
    out << lineOf(evaluation);
    out.flush();
    if (!out) return fail(ErrorCode::Io, fmt::format("{} cannot be written: is the disk full?", file.string()));
    return {};
}

base::Result<std::vector<RunSamples>> readSamples(const fs::path& project, const std::string& run, std::int64_t after) {
    LEGENDA_TRY(text, textOf(runFolder(project, run) / kFile));
    std::vector<RunSamples> evaluations;
    backwards(*text, [&](std::size_t, std::string_view line) {
        auto found = evaluationOf(line);
        if (found && found->step <= after) return false;
        if (found) evaluations.push_back(std::move(*found));
        return true;
    });
    std::ranges::reverse(evaluations);
    return evaluations;
}

std::vector<bool> changedWords(const std::vector<SampleWord>& before, const std::vector<SampleWord>& now) {
    // common[i][j]: length of the longest common subsequence of before[i …] and now[j …].
    std::vector<std::vector<int>> common(before.size() + 1, std::vector<int>(now.size() + 1, 0));
    for (std::size_t i = before.size(); i-- > 0;)
        for (std::size_t j = now.size(); j-- > 0;)
            common[i][j] =
                before[i] == now[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    std::vector<bool> changed(now.size(), true);
    for (std::size_t i = 0, j = 0; i < before.size() && j < now.size();)
        if (before[i] == now[j])
            changed[j] = false, ++i, ++j;
        else if (common[i + 1][j] >= common[i][j + 1])
            ++i;
        else
            ++j;
    return changed;
}

}  // namespace legenda::runs
