// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/items.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/data/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

std::string boxText(const base::Box& box) {
    return fmt::format("{} {} {} {}", box.x, box.y, box.w, box.h);
}

Result<std::vector<std::string>> textsFromJson(const json& value, const char* key, const std::string& where) {
    std::vector<std::string> texts;
    for (const auto& text : value.value(key, json::array())) {
        if (!text.is_string())
            return base::fail(ErrorCode::BadInput, fmt::format("{}: \"{}\" must hold texts.", where, key));
        texts.push_back(text.get<std::string>());
    }
    return texts;
}

std::string textFromJson(const json& value, const char* key) {
    const auto found = value.find(key);
    return found != value.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json rankedToJson(const std::vector<RankedItem>& ranked) {
    json out = json::array();
    for (const auto& each : ranked) {
        auto& one = out.emplace_back(json{{"text", each.text}, {"score", each.score}});  // not finite: null
        if (each.right) one["right"] = true;
    }
    return out;
}

Result<std::vector<RankedItem>> rankedFromJson(const json& value, const std::string& where) {
    std::vector<RankedItem> ranked;
    for (const auto& each : value.value("ranked", json::array())) {
        const auto text = each.find("text");
        if (text == each.end() || !text->is_string())
            return base::fail(ErrorCode::BadInput, fmt::format("{}: \"ranked\" must hold texts with scores.", where));
        const auto score = each.find("score"), right = each.find("right");
        ranked.push_back({text->get<std::string>(),
                          score != each.end() && score->is_number() ? score->get<double>() : std::nan(""),
                          right != each.end() && *right == true});
    }
    return ranked;
}

// The value of a figure by its name; empty where the list has it not.
std::string figureCell(const ItemList& list, const EvaluationItem& item, const std::string& name) {
    const auto found = std::ranges::find(list.figures, name);
    if (found == list.figures.end()) return {};
    const double value = item.figures[static_cast<std::size_t>(found - list.figures.begin())];
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

}  // namespace

ItemList captionItems(std::string section, const metrics::CaptionFigures& figures) {
    ItemList list{std::move(section), {"BLEU1", "BLEU2", "BLEU3", "BLEU4", "ROUGE_L", "CIDEr"}, {}};
    if (figures.meteor) list.figures.emplace_back("METEOR");
    for (const auto& each : figures.each) {
        auto& item = list.items.emplace_back();
        item.figures.assign(each.bleu.begin(), each.bleu.end());
        item.figures.insert(item.figures.end(), {each.rougeL, each.cider});
        if (figures.meteor) item.figures.push_back(each.meteor);
    }
    return list;
}

json itemToJson(const ItemList& list, const EvaluationItem& item) {
    json out{{"list", list.section}, {"image", item.image}, {"figures", json::object()}};
    for (std::size_t i = 0; i < list.figures.size(); ++i) out["figures"][list.figures[i]] = item.figures[i];
    if (!item.id.empty()) out["id"] = item.id;
    if (!item.prediction.empty()) out["prediction"] = item.prediction;
    if (!item.references.empty()) out["references"] = item.references;
    if (item.box) out["box"] = base::boxToJson(*item.box);
    for (const auto& target : item.targets) out["targets"].push_back(base::boxToJson(target));
    if (!item.ranked.empty()) out["ranked"] = rankedToJson(item.ranked);
    return out;
}

Result<EvaluationItem> itemFromJson(const json& value, ItemList& list, const std::string& where) {
    const auto figures = value.find("figures");
    if (figures == value.end() || !figures->is_object())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: \"figures\" are not there.", where));
    if (list.figures.empty() && list.items.empty())
        for (const auto& [name, number] : figures->items()) list.figures.push_back(name);
    EvaluationItem item;
    item.image = textFromJson(value, "image");
    item.id = textFromJson(value, "id");
    item.prediction = textFromJson(value, "prediction");
    for (const auto& name : list.figures) {
        const auto number = figures->find(name);
        item.figures.push_back(number != figures->end() && number->is_number() ? number->get<double>() : std::nan(""));
    }
    LEGENDA_TRY(references, textsFromJson(value, "references", where));
    item.references = std::move(*references);
    if (value.contains("box")) {
        LEGENDA_TRY(box, base::boxFromJson(value["box"], where));
        item.box = *box;
    }
    for (const auto& target : value.value("targets", json::array())) {
        LEGENDA_TRY(box, base::boxFromJson(target, where));
        item.targets.push_back(*box);
    }
    LEGENDA_TRY(ranked, rankedFromJson(value, where));
    item.ranked = std::move(*ranked);
    return item;
}

base::Status writeItemsCsv(const std::filesystem::path& file, const std::vector<ItemList>& lists,
                           const std::stop_token& stop) {
    std::vector<std::string> names;
    for (const auto& list : lists)
        for (const auto& name : list.figures)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    const auto write = [&](std::ostream& out) -> base::Status {
        out << "list,image,id,";
        for (const auto& name : names) out << data::csvField(name) << ',';
        out << "prediction,references,box,targets\r\n";
        for (const auto& list : lists)
            for (const auto& item : list.items) {
                std::string references, targets;
                for (const auto& text : item.references) references += (references.empty() ? "" : " | ") + text;
                for (const auto& box : item.targets) targets += (targets.empty() ? "" : "; ") + boxText(box);
                out << data::csvField(list.section) << ',' << data::csvField(item.image) << ','
                    << data::csvField(item.id) << ',';
                for (const auto& name : names) out << figureCell(list, item, name) << ',';
                out << data::csvField(item.prediction) << ',' << data::csvField(references) << ','
                    << (item.box ? boxText(*item.box) : std::string()) << ',' << targets << "\r\n";
            }
        return {};
    };
    return base::writeFileAtomically(file, write, stop);
}

}  // namespace legenda::evaluation
