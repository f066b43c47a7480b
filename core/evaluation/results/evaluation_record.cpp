// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/results/evaluation_record.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/live/live_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <ostream>

namespace legenda::evaluation {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

constexpr const char* kEvaluationFormat = "legenda-evaluation";

fs::path folderOf(const fs::path& project) {
    return project / "evaluations";
}

fs::path fileOf(const fs::path& project, std::int64_t id) {
    return folderOf(project) / fmt::format("{}.jsonl", id);
}

fs::path removedFileOf(const fs::path& project, std::int64_t id) {
    return folderOf(project) / fmt::format("removed-{}.jsonl", id);
}

// File names are bytes: those that are not UTF-8 become U+FFFD.
std::string textOf(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// A program stands there by its name: its command may hold a key, and projects are shared.
json optionsToJson(const EvaluateOptions& options, const EvaluationResult& result) {
    json out{{"task", options.task},
             {"split", options.split},
             {"truth", options.truth},
             {"beam", options.beam},
             {"device", options.device}};
    for (const auto& model : options.models) out["models"].push_back(model.string());
    for (const auto& [name, path] : {std::pair{"align_model", &options.alignModel},
                                     {"full_frame_model", &options.fullFrameModel},
                                     {"from", &options.from}})
        if (!path->empty()) out[name] = path->string();
    if (!options.program.empty()) out["program"] = result.figures.value("name", json());
    if (!options.against.empty())
        out["against"] = live::commandOf(options.against.string()) ? result.against : options.against.string();
    if (options.lexicon) out["lexicon"] = true;
    if (options.rerank) out["rerank"] = true;
    if (options.beta >= 0) out["beta"] = options.beta;
    return out;
}

// What was scored, whatever the system said of it.
std::string dataHash(const std::vector<ItemList>& lists) {
    json all = json::array();
    for (const auto& list : lists)
        for (const auto& item : list.items) {
            json one{list.section, item.image, item.id, item.references};
            for (const auto& box : item.targets) one.push_back(base::boxToJson(box));
            all.push_back(std::move(one));
        }
    return base::sha256(textOf(all));
}

json headerOf(const EvaluateOptions& options, const store::EvaluationRecord& row, const EvaluationResult& result) {
    json lists = json::array();
    for (const auto& list : result.items)
        lists.push_back({{"list", list.section}, {"figures", list.figures}, {"items", list.items.size()}});
    return {{"format", kEvaluationFormat},
            {"version", 1},
            {"program", LEGENDA_VERSION},
            {"task", row.task},
            {"split", row.split},
            {"model", row.model},
            {"checkpoint", result.figures.value("checkpoint", json())},
            {"data", dataHash(result.items)},
            {"options", optionsToJson(options, result)},
            {"created_at", row.at},
            {"figures", result.figures},
            {"lists", std::move(lists)}};
}

base::Status writeEvaluation(const fs::path& file, const json& header, const EvaluationResult& result,
                             const std::stop_token& stop) {
    const auto write = [&](std::ostream& out) -> base::Status {
        out << textOf(header) << '\n';
        for (const auto& sample : result.samples)
            if (canBeKept(sample)) out << textOf(sampleToJson(sample)) << '\n';
        for (const auto& list : result.items)
            for (const auto& item : list.items) out << textOf(itemToJson(list, item)) << '\n';
        return {};
    };
    return base::writeFileAtomically(file, write, stop);
}

EvaluationRecord plainRecord(const store::EvaluationRecord& row) {
    EvaluationRecord record;
    record.id = row.id;
    record.task = row.task;
    record.split = row.split;
    record.model = row.model;
    record.at = row.at;
    record.figures = json::parse(row.figuresJson, nullptr, false);
    if (record.figures.is_discarded()) record.figures = json::object();
    return record;
}

// Adds what the first line of the file says. False: it is of another evaluation, as in a database that was put back.
Result<bool> readHeader(const std::string& line, const std::string& where, EvaluationRecord& record) {
    LEGENDA_TRY(header, base::parseJson(line, where));
    const auto damaged = [&where] {
        return base::fail(ErrorCode::BadInput, where + ": the head of the evaluation is damaged.");
    };
    try {
        if (header->at("format") != kEvaluationFormat)
            return base::fail(ErrorCode::BadInput, where + ": is not a kept evaluation.");
        if (header->at("created_at") != record.at || header->at("task") != record.task) return false;
        record.checkpoint = header->at("checkpoint");
        header->at("data").get_to(record.data);
        record.options = header->at("options");
        header->at("program").get_to(record.program);
        for (const auto& list : header->at("lists"))
            record.lists.push_back({list.at("list").get<std::string>(),
                                    list.at("figures").get<std::vector<std::string>>(),
                                    list.at("items").get<std::size_t>()});
        // What shows items begins with their first figure.
        if (std::ranges::any_of(record.lists, [](const auto& list) { return list.figures.empty(); })) return damaged();
        return true;
    } catch (const json::exception&) {
        return damaged();
    }
}

base::Status readLine(const json& value, const std::string& where, OpenedEvaluation& opened) {
    if (value.is_object() && value.contains("sample")) {
        LEGENDA_TRY(sample, sampleFromJson(value, where));
        opened.samples.push_back(std::move(*sample));
        return {};
    }
    const auto name = value.is_object() ? value.find("list") : value.end();
    const auto list = std::ranges::find_if(opened.lists, [&](const auto& each) {
        return value.is_object() && name != value.end() && *name == each.section;
    });
    if (list == opened.lists.end())
        return base::fail(ErrorCode::BadInput, where + ": is of no list that the first line names.");
    LEGENDA_TRY(item, itemFromJson(value, *list, where));
    list->items.push_back(std::move(*item));
    return {};
}

Result<store::EvaluationRecord> storedRow(const fs::path& project, std::int64_t id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(rows, store->evaluations());
    const auto found = std::ranges::find(*rows, id, &store::EvaluationRecord::id);
    if (found == rows->end())
        return base::fail(ErrorCode::BadInput, fmt::format("{} has no evaluation {}.", project.string(), id));
    return std::move(*found);
}

}  // namespace

Result<store::EvaluationRecord> keepResult(const EvaluateOptions& options, const std::string& modelName,
                                           const EvaluationResult& result, const std::stop_token& stop) {
    LEGENDA_TRY(store, store::ProjectStore::open(options.project));
    LEGENDA_TRY(row, store->addEvaluation({0, options.task, options.split, modelName, textOf(result.figures), {}}));
    auto written = writeEvaluation(fileOf(options.project, row->id), headerOf(options, *row, result), result, stop);
    if (written) return row;
    if (auto undone = store->removeEvaluation(row->id); !undone) return base::pass(undone);
    return base::pass(written);
}

Result<std::vector<EvaluationRecord>> listEvaluations(const fs::path& project) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(rows, store->evaluations());
    std::vector<EvaluationRecord> records;
    for (const auto& row : *rows) {
        auto record = plainRecord(row);
        const auto file = fileOf(project, row.id);
        std::ifstream in(file, std::ios::binary);
        // A damaged head takes nothing from the list: opening the evaluation says what is wrong.
        if (std::string line; in && std::getline(in, line))
            if (auto read = readHeader(line, file.string() + ":1", record); !read) record.lists.clear();
        records.push_back(std::move(record));
    }
    return records;
}

Result<OpenedEvaluation> openEvaluation(const fs::path& project, std::int64_t id) {
    LEGENDA_TRY(row, storedRow(project, id));
    OpenedEvaluation opened{plainRecord(*row), {}, {}};
    const auto file = fileOf(project, id);
    std::ifstream in(file, std::ios::binary);
    if (!in) return opened;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        const auto where = fmt::format("{}:{}", file.string(), number);
        if (number == 1) {
            LEGENDA_TRY(own, readHeader(line, where, opened.record));
            if (!*own) return opened;
            for (const auto& list : opened.record.lists) opened.lists.push_back({list.section, list.figures, {}});
            continue;
        }
        LEGENDA_TRY(value, base::parseJson(line, where));
        if (auto read = readLine(*value, where, opened); !read) return base::pass(read);
    }
    for (std::size_t i = 0; i < opened.lists.size(); ++i)
        if (opened.lists[i].items.size() != opened.record.lists[i].items)
            return base::fail(ErrorCode::BadInput, file.string() + " is cut off: items of it are missing.");
    return opened;
}

Result<json> compareEvaluations(const fs::path& project, std::int64_t a, std::int64_t b,
                                const base::JobContext& context) {
    LEGENDA_TRY(first, openEvaluation(project, a));
    LEGENDA_TRY(second, openEvaluation(project, b));
    for (const auto* each : {&*first, &*second})
        if (!each->record.hasItems())
            return base::fail(
                ErrorCode::BadInput,
                fmt::format("The evaluation of {} has no items to compare: run it again.", each->record.model));
    if (first->record.task != second->record.task)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} and {} cannot be compared.", first->record.task, second->record.task));
    if (first->record.data != second->record.data)
        return base::fail(ErrorCode::BadInput,
                          "The two evaluations cannot be compared: their images or references differ.");
    json figures = first->record.figures;
    if (auto added = addComparison(figures, first->samples, second->record.model, second->samples, context); !added)
        return base::pass(added);
    return figures;
}

base::Status removeEvaluation(const fs::path& project, std::int64_t id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    if (auto removed = store->removeEvaluation(id); !removed) return removed;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folderOf(project), ignored))
        if (entry.path().filename().string().starts_with("removed-")) fs::remove(entry.path(), ignored);
    fs::rename(fileOf(project, id), removedFileOf(project, id), ignored);
    return {};
}

void restoreItems(const fs::path& project, std::int64_t removed, std::int64_t id) {
    std::error_code ignored;
    fs::rename(removedFileOf(project, removed), fileOf(project, id), ignored);
}

}  // namespace legenda::evaluation
