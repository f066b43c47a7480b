// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/values.h"

#include "core/data/json_stream.h"
#include "core/data/regions/values.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <cmath>

namespace legenda::data::predictions {

using nlohmann::json;

namespace {

// The problems of a stream come before the value that they are of; those of values that never came were no values.
class RepairLog {
 public:
    RepairLog(const std::filesystem::path& file, Feed& feed) : file_(file.string()), feed_(feed) {}
    std::vector<Problem>& problems() { return problems_; }

    // Those of values that nobody reads.
    void drop(const std::string& within) {
        std::erase_if(problems_, [&](const Problem& problem) { return problem.where.starts_with(within); });
    }

    // place: of the value that is there; empty: the stream has ended.
    void tell(const std::string& place) {
        for (auto& [where, why] : problems_) {
            if (where == place || where == file_)
                feed_.note(std::move(where), std::move(why));
            else
                feed_.fault(std::move(where), std::move(why));
        }
        problems_.clear();
    }

 private:
    std::string file_;
    Feed& feed_;
    std::vector<Problem> problems_;
};

}  // namespace

bool scoreOf(const json& object, std::initializer_list<const char*> keys, std::optional<double>& score,
             std::string& why) {
    for (const char* key : keys) {
        if (!object.is_object() || !object.contains(key)) continue;
        score = data::realOf(object[key]);
        if (score) return true;
        why = fmt::format("has a \"{}\" that is no finite number: {}", key, regions::shown(object[key]));
        return false;
    }
    return true;
}

bool imageOf(const json& object, std::initializer_list<const char*> keys, regions::Record& image) {
    for (const char* key : keys) {
        image.image = data::nfc(regions::plainText(object, key));
        if (!image.image.empty()) return true;
    }
    image.imageId = data::idOf(object, "image_id");
    image.image = data::nfc(image.imageId);
    return !image.image.empty();
}

std::string boxProblem(const std::optional<base::Box>& box, const json& value) {
    constexpr double kMostPixels = 1e9;
    if (!box) return fmt::format("has a box that is not four finite numbers: {}", regions::shown(value));
    for (const double side : {box->x, box->y, box->w, box->h})
        if (!(std::abs(side) <= kMostPixels))
            return fmt::format("has a box that is not one of pixels: {}", regions::shown(value));
    if (!(box->w > 0 && box->h > 0)) return fmt::format("has a box without area: {}", regions::shown(value));
    return {};
}

base::Result<std::vector<std::string>> eachElement(const std::filesystem::path& file, const std::string& list,
                                                   Feed& feed, const EachValue& each) {
    RepairLog log(file, feed);
    auto lists = data::forEachElement(file, feed.job(), log.problems(),
                                      [&](const std::string& from, std::size_t number, const json& element) {
                                          if (from != list)
                                              return log.drop(fmt::format("{}: {}[", file.string(), from));
                                          const auto where = data::placeOf(file, list, number);
                                          log.tell(where);
                                          each(element, where);
                                      });
    if (lists) log.tell({});
    return lists;
}

base::Status eachLine(const std::filesystem::path& file, Feed& feed, const EachValue& each) {
    RepairLog log(file, feed);
    auto read = data::forEachLine(file, feed.job(), log.problems(), [&](int number, const json& line) {
        const auto where = data::place(file, number);
        log.tell(where);
        each(line, where);
    });
    if (read) log.tell({});
    return read;
}

}  // namespace legenda::data::predictions
