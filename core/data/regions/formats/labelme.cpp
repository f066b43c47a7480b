// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/data/json_stream.h"
#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <system_error>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kLabel = "region";       // of a shape that was given no other
constexpr const char* kTexts = "image_texts";  // texts of the whole image, a key that labelme keeps
constexpr std::size_t kMostLooked = 50;        // files of a folder, to tell whether it is one of labelme

struct Shape {
    std::optional<base::Box> box;
    std::string note;  // how the box was made, or why there is none
};

Shape boxOfShape(const json& shape) {
    const auto& points = member(shape, "points");
    auto kind = plainText(shape, "shape_type");
    if (kind.empty()) kind = "polygon";  // as in files of labelme before version 3.5
    const std::size_t count = points.is_array() ? points.size() : 0;
    if (kind == "point" || kind == "points" || count < 2)
        return {std::nullopt, fmt::format("is a {} of {} points, which is no box", kind, count)};
    if (kind == "circle" && count == 2) {  // its centre and a point on it
        const auto bounds = boundsOf(points);
        const auto x = bounds ? data::realOf(points[0][0]) : std::nullopt, y = x ? data::realOf(points[0][1]) : x;
        if (!y) return {std::nullopt, "has points that are not [x, y]"};
        const double radius = std::hypot(bounds->w, bounds->h);
        return {base::Box{*x - radius, *y - radius, 2 * radius, 2 * radius}, "is a circle; its bounding box was used"};
    }
    const auto bounds = boundsOf(points);
    if (!bounds) return {std::nullopt, "has points that are not [x, y]"};
    if (kind == "rectangle" || kind == "mask")
        return {bounds, kind == "mask" ? "is a mask; its bounding box was used" : ""};
    if (kind == "rotation") {
        const auto corner = [&](const json& point) {
            const auto x = *data::realOf(point[0]), y = *data::realOf(point[1]);
            return (x == bounds->x || x == bounds->right()) && (y == bounds->y || y == bounds->bottom());
        };
        if (std::ranges::all_of(points, corner)) return {bounds, {}};
        return {bounds, "is a rotated rectangle; its bounding box was used"};
    }
    return {bounds, fmt::format("is a {}; its bounding box was used", kind)};
}

// One file, which is of one image.
class DocumentReader {
 public:
    DocumentReader(const fs::path& file, std::string folder, Feed& feed)
        : file_(file), folder_(std::move(folder)), feed_(feed) {}

    base::Status read() {
        auto document = data::readDocument(file_, feed_.problems());
        if (!document) return base::pass(document);
        const auto& shapes = member(*document, "shapes");
        if (!shapes.is_array())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{} is no file of labelme: it has no list \"shapes\".", file_.string()));
        std::string image = data::nfc(plainText(*document, "imagePath"));
        if (image.empty()) image = data::nfc(file_.stem().string()) + ".jpg";
        base_.image = folder_.empty() ? image : folder_ + '/' + image;
        base_.otherNames = {image};
        base_.width = data::numberOf(*document, "imageWidth");
        base_.height = data::numberOf(*document, "imageHeight");
        readWhole(*document);
        for (std::size_t i = 0; i < shapes.size(); ++i)
            readShape(shapes[i], fmt::format("{}: shapes[{}]", file_.string(), i));
        return {};
    }

 private:
    void readWhole(const json& document) {
        const auto& own = member(document, kTexts);
        if (!own.is_array()) return give(base_, "description", member(document, "description"));
        for (const auto& text : own) {
            Record record = base_;
            record.id = plainText(text, "region_id");
            record.annotator = plainText(text, "annotator");
            record.createdAt = plainText(text, "created_at");
            give(std::move(record), kTexts, member(text, "text"));
        }
    }

    void give(Record record, const char* key, const json& texts) {
        record.where = fmt::format("{}: {}", file_.string(), key);
        if (!addTexts(texts, record.texts))
            return feed_.skip(record.where, fmt::format("is not text: {}", shown(texts)));
        if (!record.texts.empty()) feed_.give(std::move(record));
    }

    void readShape(const json& shape, const std::string& where) {
        if (!shape.is_object()) return feed_.skip(where, fmt::format("is no shape: {}", shown(shape)));
        Record record = base_;
        record.where = where;
        record.alone = true;
        auto [box, note] = boxOfShape(shape);
        if (!note.empty()) feed_.skip(where, note);
        if (!box) return;
        record.box = box;
        const bool own = shape.contains("region_id");
        record.id = plainText(shape, own ? "region_id" : "xanylabeling_shape_id");
        record.annotator = plainText(shape, "annotator");
        record.createdAt = plainText(shape, "created_at");
        // Some versions of X-AnyLabeling write the text of a shape as "text". A label alone is a text.
        for (const char* key : {"description", "text"})
            if (const auto& value = member(shape, key); record.texts.empty() && !addTexts(value, record.texts))
                feed_.skip(where, fmt::format("has a \"{}\" that is not text: {}", key, shown(value)));
        const std::string label = plainText(shape, "label");
        if (record.texts.empty() && !own) addTexts(label, record.texts);
        record.keys = restOf(shape, {"label", "points", "shape_type", "description", "text", "mask", "region_id",
                                     "annotator", "created_at"});
        for (auto key = record.keys.begin(); key != record.keys.end();)  // what labelme writes of every shape
            key = key->empty() || *key == false ? record.keys.erase(key) : std::next(key);
        const auto& score = member(shape, "score");
        record.badScore = !score.is_null() && !data::realOf(score);
        if (label != kLabel && !(record.texts.size() == 1 && record.texts.front().text == label))
            record.keys["label"] = label;
        feed_.give(std::move(record));
    }

    const fs::path& file_;
    std::string folder_;  // of the file below the folder that is read
    Feed& feed_;
    Record base_;
};

std::vector<fs::path> filesBelow(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    constexpr auto kOptions = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at(folder, kOptions, failure), end; !failure && at != end;
         at.increment(failure)) {
        const auto name = at->path().filename().string();
        if (name.starts_with('.'))
            at.disable_recursion_pending();
        else if (name.ends_with(".json") && at->is_regular_file(failure))
            files.push_back(at->path());
    }
    std::ranges::sort(files);
    return files;
}

bool isLabelme(const fs::path& file) {
    std::vector<Problem> ignored;
    bool shapes = false;
    const auto done = data::forEachElement(file, {}, ignored, [&](const std::string& list, std::size_t, const json&) {
        shapes = shapes || list == "shapes";
    });
    return shapes || (done && std::ranges::find(*done, "shapes") != done->end());
}

class LabelmeFormat final : public FolderFormat {
 public:
    std::string name() const override { return "labelme"; }
    std::string title() const override { return "labelme"; }

    bool recognises(const Look& look) const override {
        if (!look.folder)
            return look.has("shapes[].points") || look.has("shapes[].label") ||
                   (look.has("shapes") && (look.has("imagePath") || look.has("imageHeight") || look.has("version")));
        const auto files = filesBelow(look.path);
        return std::any_of(files.begin(),
                           files.begin() + static_cast<std::ptrdiff_t>(std::min(kMostLooked, files.size())), isLabelme);
    }

    base::Status read(const fs::path& file, Feed& feed) const override {
        std::error_code failure;
        if (!fs::is_directory(file, failure)) return DocumentReader(file, {}, feed).read();
        const auto files = filesBelow(file);
        if (files.empty())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{} holds no files of labelme (*.json).", file.string()));
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (feed.job().stopped()) return base::JobContext::cancelled();
            feed.job().report({"reading " + file.filename().string(),
                               static_cast<std::int64_t>(i),
                               static_cast<std::int64_t>(files.size()),
                               {}});
            auto folder = data::nfc(files[i].parent_path().lexically_relative(file).generic_string());
            if (folder == ".") folder.clear();
            // Another file among them, or a damaged one, does not cost the rest.
            if (auto read = DocumentReader(files[i], folder, feed).read(); !read)
                feed.skip(files[i].string(), base::withoutPlace(read.error().message, files[i].string()));
        }
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override { return lossesOf(title(), {}, survey); }

    // A single image may go into a single file.
    base::Status write(const Source& source, const fs::path& target) const override {
        if (target.extension() != ".json") return FolderFormat::write(source, target);
        if (source.survey.images != 1)
            return base::fail(base::ErrorCode::Usage,
                              fmt::format("{} would hold {} images, a file of labelme holds one: name a folder.",
                                          target.string(), source.survey.images));
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            return base::writeFileAtomically(target, documentOf(image, records, target.parent_path()), source.stop);
        });
    }

 protected:
    base::Status writeInto(const Source& source, const fs::path& folder) const override {
        std::set<std::string> taken;
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            auto name = fs::path(image.name).replace_extension(".json");
            if (!taken.insert(name.string()).second) name = image.name + ".json";  // a.jpg beside a.png
            taken.insert(name.string());
            const fs::path file = folder / name;
            return writePlain(file, documentOf(image, records, file.parent_path()));
        });
    }

 private:
    static std::string documentOf(const Image& image, const std::vector<Record>& records, const fs::path& folder) {
        json shapes = json::array(), wholes = json::array();
        std::string description;
        for (const auto& record : records)
            for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i) {
                const Text text = i < record.texts.size() ? record.texts[i] : Text{};
                json ids{{"region_id", record.id}};
                if (const auto& annotator = text.annotator.empty() ? record.annotator : text.annotator;
                    !annotator.empty())
                    ids["annotator"] = annotator;
                if (!record.createdAt.empty()) ids["created_at"] = record.createdAt;
                if (record.box) {
                    shapes.push_back(shapeOf(record, text, ids));
                } else {
                    if (description.empty()) description = text.text;
                    ids["text"] = text.text;
                    wholes.push_back(std::move(ids));
                }
            }
        json document{{"version", "5.0.1"},          {"flags", json::object()},
                      {"shapes", std::move(shapes)}, {"imagePath", pathOf(image, folder)},
                      {"imageData", nullptr},        {"imageHeight", image.height},
                      {"imageWidth", image.width}};
        if (!wholes.empty()) {
            document["description"] = description;
            document[kTexts] = std::move(wholes);
        }
        return document.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
    }

    // As labelme wants it, from the folder of the file; the name alone where the image is not there.
    static std::string pathOf(const Image& image, const fs::path& folder) {
        std::error_code failure;
        const fs::path name = fs::path(image.name).filename();
        if (image.file.empty() || !fs::exists(image.file, failure)) return name.generic_string();
        const auto path = fs::absolute(image.file, failure).lexically_relative(fs::absolute(folder, failure));
        return path.empty() ? name.generic_string() : path.generic_string();
    }

    static json shapeOf(const Record& record, const Text& text, const json& ids) {
        json shape = record.keys;
        shape.update(ids);
        const auto& box = *record.box;
        if (!shape.contains("label")) shape["label"] = kLabel;
        shape["points"] = json::array({json::array({box.x, box.y}), json::array({box.right(), box.bottom()})});
        shape["description"] = text.text;
        shape["shape_type"] = "rectangle";
        for (const char* key : {"group_id", "mask"})
            if (!shape.contains(key)) shape[key] = nullptr;
        if (!shape.contains("flags")) shape["flags"] = json::object();
        return shape;
    }
};

}  // namespace

FormatPtr make_labelme() {
    return std::make_unique<LabelmeFormat>();
}

}  // namespace legenda::data::regions
