// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entities.h"

#include "core/data/text_file.h"
#include "core/data/regions/entities_files.h"
#include "core/data/regions/targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <system_error>

namespace legenda::data::regions {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNotVisual = "0";  // the chain of phrases that name nothing to be seen

struct Folders {
    fs::path sentences, annotations;
};

// The two folders themselves, or those of a folder in the given one.
std::optional<Folders> foldersIn(const fs::path& root) {
    std::error_code failure;
    std::vector<fs::path> places{root};
    for (const auto& entry : fs::directory_iterator(root, fs::directory_options::skip_permission_denied, failure))
        if (entry.is_directory(failure)) places.push_back(entry.path());
    std::sort(places.begin() + 1, places.end());
    for (const auto& place : places) {
        const Folders folders{place / "Sentences", place / "Annotations"};
        if (fs::is_directory(folders.annotations, failure) && fs::is_directory(folders.sentences, failure))
            return folders;
    }
    return std::nullopt;
}

// The ids of all images that have a file in one of the folders.
std::set<std::string> idsIn(const Folders& folders) {
    std::set<std::string> ids;
    std::error_code failure;
    for (const auto& [folder, ending] : {std::pair{folders.sentences, ".txt"}, {folders.annotations, ".xml"}})
        for (fs::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure))
            if (at->path().extension() == ending && !at->path().filename().string().starts_with('.'))
                ids.insert(at->path().stem().string());
    return ids;
}

// What the files of an image say of a chain.
struct Entity {
    std::vector<base::Box> boxes;
    std::vector<Text> phrases;
    std::vector<Mention> mentions;
    std::set<std::string> types;
    std::string typesAsWritten;  // of its first phrase
    bool scene = false;
    std::string where;
};

class ImageReader {
 public:
    ImageReader(const Folders& folders, std::string id, Feed& feed)
        : id_(std::move(id)),
          sentences_(folders.sentences / (id_ + ".txt")),
          annotations_(folders.annotations / (id_ + ".xml")),
          feed_(feed) {}

    void read() {
        std::error_code failure;
        base_.imageId = id_;
        base_.image = id_ + ".jpg";
        if (fs::exists(annotations_, failure)) readBoxes();
        if (fs::exists(sentences_, failure)) readSentences();
        for (auto& [id, entity] : entities_) give(id, entity);
    }

 private:
    void readBoxes() {
        auto annotation = data::readEntityAnnotation(annotations_, feed_.problems());
        if (!annotation.image.empty()) base_.image = data::nfc(annotation.image);
        base_.width = annotation.width;
        base_.height = annotation.height;
        for (const auto& box : annotation.boxes) entity(box.chain, annotations_.string()).boxes.push_back(box.box);
        for (const auto& name : annotation.scenes) entity(name, annotations_.string()).scene = true;
    }

    void readSentences() {
        auto lines = data::readLines(sentences_, feed_.problems());
        if (!lines)
            return feed_.skip(sentences_.string(), base::withoutPlace(lines.error().message, sentences_.string()));
        std::map<std::string, int> copies;
        for (const auto& line : *lines) {
            const auto where = data::place(sentences_, line.number);
            const auto sentence = data::parseEntitySentence(line.text, where, feed_.problems());
            const int copy = copies[sentence.text]++;
            for (const auto& mention : sentence.mentions) {
                auto& thing = entity(mention.chain, where);
                const Text phrase{mention.text, {}};
                if (std::ranges::find(thing.phrases, phrase) == thing.phrases.end()) thing.phrases.push_back(phrase);
                if (thing.mentions.empty()) thing.typesAsWritten = fmt::format("{}", fmt::join(mention.types, "/"));
                thing.mentions.push_back({sentence.text, copy, mention.start, mention.end});
                thing.types.insert(mention.types.begin(), mention.types.end());
            }
        }
    }

    Entity& entity(const std::string& id, const std::string& where) {
        const auto [entry, isNew] = entities_.try_emplace(id);
        if (isNew) entry->second.where = where;
        return entry->second;
    }

    void give(const std::string& id, Entity& entity) {
        const bool seen = !entity.boxes.empty() || entity.scene;
        Chain chain;
        chain.id = id;
        chain.types = entity.typesAsWritten;
        chain.where = fmt::format("{}: chain {}", entity.where, id);
        if (!seen) chain.seen = Seen::NotVisible;
        if (entity.boxes.empty() && entity.scene) chain.seen = Seen::WholeScene;
        if (seen) chain.regions = giveRegions(id, entity, chain.where);
        if (seen || id != kNotVisual) {
            chain.mentions = std::move(entity.mentions);
            return feed_.give(base_, std::move(chain));
        }
        chain.id.clear();  // each of these phrases is of a thing of its own
        for (auto& mention : entity.mentions) {
            Chain own = chain;
            own.mentions = {std::move(mention)};
            feed_.give(base_, std::move(own));
        }
    }

    // The numbers of the records of a chain's boxes; none for one that is the whole scene.
    std::vector<std::int64_t> giveRegions(const std::string& id, Entity& entity, const std::string& where) {
        Record record = base_;
        record.where = where;
        record.id = id;
        record.texts = std::move(entity.phrases);
        if (!entity.types.empty()) record.keys["types"] = entity.types;
        std::vector<std::int64_t> numbers;
        if (entity.boxes.empty()) {
            if (!record.texts.empty()) feed_.give(std::move(record));
            return numbers;
        }
        for (std::size_t b = 0; b < entity.boxes.size(); ++b) {
            Record one = record;
            one.box = entity.boxes[b];
            if (b > 0) one.id = fmt::format("{}/{}", id, b + 1);
            numbers.push_back(feed_.give(std::move(one)));
        }
        return numbers;
    }

    std::string id_;
    fs::path sentences_, annotations_;
    Feed& feed_;
    Record base_;
    std::map<std::string, Entity> entities_;
};

class EntitiesFormat final : public FolderFormat {
 public:
    std::string name() const override { return "entities"; }
    std::string title() const override { return "Flickr30k Entities"; }

    bool recognises(const Look& look) const override { return look.folder && foldersIn(look.path); }

    base::Status read(const fs::path& file, Feed& feed) const override {
        std::error_code failure;
        if (!fs::exists(file, failure))
            return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
        const auto folders = foldersIn(file);
        if (!folders)
            return base::fail(
                base::ErrorCode::BadInput,
                fmt::format("{} has no folders Sentences and Annotations, which Entities has.", file.string()));
        const auto ids = idsIn(*folders);
        std::int64_t done = 0;
        for (const auto& id : ids) {
            if (feed.job().stopped()) return base::JobContext::cancelled();
            feed.job().report(
                {"reading " + file.filename().string(), done++, static_cast<std::int64_t>(ids.size()), {}});
            ImageReader(*folders, id, feed).read();
        }
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override {
        Lacks lacks;
        lacks.annotators = lacks.words = lacks.times = lacks.fractions = true;
        lacks.spaces = lacks.brackets = lacks.shared = true;
        lacks.phrases = false;
        return lossesOf(title(), lacks, survey);
    }

 protected:
    base::Status writeInto(const Source& source, const fs::path& folder) const override {
        std::set<std::string> taken;
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) -> base::Status {
            std::string id = data::entitiesId(image.name);
            for (int again = 2; !taken.insert(id).second; ++again)
                id = fmt::format("{}-{}", data::entitiesId(image.name), again);
            const auto files = entitiesFiles(image, records);
            LEGENDA_TRY(boxes, writePlain(folder / "Annotations" / (id + ".xml"), files.annotation));
            return writePlain(folder / "Sentences" / (id + ".txt"), files.sentences);
        });
    }
};

}  // namespace

FormatPtr make_entities() {
    return std::make_unique<EntitiesFormat>();
}

}  // namespace legenda::data::regions
