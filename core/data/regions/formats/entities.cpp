// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entities.h"

#include "core/data/text_file.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using nlohmann::json;

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

// A chain of an image: one thing, its boxes and what the sentences call it.
struct Chain {
    std::vector<base::Box> boxes;
    std::vector<Text> phrases;
    std::set<std::string> types;
    bool scene = false, invisible = false;
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
        std::int64_t unseen = 0, unboxed = 0;
        for (auto& [id, chain] : chains_) {
            if (id == kNotVisual && chain.boxes.empty() && !chain.scene)
                unseen += static_cast<std::int64_t>(chain.phrases.size());
            else if (chain.boxes.empty() && !chain.scene)
                unboxed += static_cast<std::int64_t>(chain.phrases.size());
            else
                give(id, chain);
        }
        if (unseen > 0)
            feed_.skip(sentences_.string(), fmt::format("{} phrases name nothing visible (chain 0)", unseen));
        if (unboxed > 0)
            feed_.skip(sentences_.string(), fmt::format("{} phrases are of things without a box", unboxed));
    }

 private:
    void readBoxes() {
        auto annotation = data::readEntityAnnotation(annotations_, feed_.problems());
        if (!annotation.image.empty()) base_.image = data::nfc(annotation.image);
        base_.width = annotation.width;
        base_.height = annotation.height;
        for (const auto& box : annotation.boxes) chain(box.chain, annotations_.string()).boxes.push_back(box.box);
        for (const auto& name : annotation.scenes) chain(name, annotations_.string()).scene = true;
        for (const auto& name : annotation.invisible) chain(name, annotations_.string()).invisible = true;
    }

    void readSentences() {
        auto lines = data::readLines(sentences_, feed_.problems());
        if (!lines) return feed_.skip(sentences_.string(), lines.error().message);
        for (const auto& line : *lines) {
            const auto where = data::place(sentences_, line.number);
            for (auto& mention : data::parseEntitySentence(line.text, where, feed_.problems()).mentions) {
                auto& thing = chain(mention.chain, where);
                const Text phrase{mention.text, {}};
                if (std::ranges::find(thing.phrases, phrase) == thing.phrases.end()) thing.phrases.push_back(phrase);
                thing.types.insert(mention.types.begin(), mention.types.end());
            }
        }
    }

    Chain& chain(const std::string& id, const std::string& where) {
        const auto [entry, isNew] = chains_.try_emplace(id);
        if (isNew) entry->second.where = where;
        return entry->second;
    }

    void give(const std::string& id, Chain& chain) {
        Record record = base_;
        record.where = fmt::format("{}: chain {}", chain.where, id);
        record.id = id;
        record.texts = std::move(chain.phrases);
        if (!chain.types.empty()) record.keys["types"] = chain.types;
        if (chain.boxes.empty()) return record.texts.empty() ? void() : feed_.give(std::move(record));
        for (std::size_t b = 0; b < chain.boxes.size(); ++b) {
            Record one = record;
            one.box = chain.boxes[b];
            if (b > 0) one.id = fmt::format("{}/{}", id, b + 1);
            feed_.give(std::move(one));
        }
    }

    std::string id_;
    fs::path sentences_, annotations_;
    Feed& feed_;
    Record base_;
    std::map<std::string, Chain> chains_;
};

// The chain of a region: its own number ("18", or "18/2" for the second box of 18), else one that is free.
class Chains {
 public:
    explicit Chains(const std::vector<Record>& records) {
        for (const auto& record : records)
            if (const auto number = numberOf(record.id); number > 0) next_ = std::max(next_, number);
    }
    std::int64_t of(const Record& record) {
        const auto number = numberOf(record.id);
        return number > 0 ? number : ++next_;
    }

 private:
    static std::int64_t numberOf(const std::string& id) {
        const auto number = idJson(id.substr(0, id.find('/')));
        const bool plain = number.is_number() && id.find_first_not_of("0123456789/") == std::string::npos;
        return plain ? number.get<std::int64_t>() : 0;
    }
    std::int64_t next_ = 0;
};

// Words with one space between them, and without the brackets that mark phrases.
std::string words(const std::string& text) {
    std::string plain;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
        if (!space)
            plain += c == '[' ? '(' : c == ']' ? ')' : c;
        else if (!plain.empty() && plain.back() != ' ')
            plain += ' ';
    }
    return std::string(data::trimmed(plain));
}

std::string typesOf(const Record& record) {
    std::string types;
    for (const auto& type : member(record.keys, "types"))
        if (type.is_string()) types += '/' + type.get<std::string>();
    return types.empty() ? "/other" : types;
}

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
        lacks.spaces = lacks.brackets = true;
        return lossesOf(title(), lacks, survey);
    }

 protected:
    base::Status writeInto(const Source& source, const fs::path& folder) const override {
        std::set<std::string> taken;
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            std::string id = data::entitiesId(image.name);
            for (int again = 2; !taken.insert(id).second; ++again)
                id = fmt::format("{}-{}", data::entitiesId(image.name), again);
            Chains chains(records);
            std::string sentences;
            std::set<std::string> written;  // a chain of several boxes says its phrases once
            pugi::xml_document document;
            auto annotation = document.append_child("annotation");
            annotation.append_child("filename").text().set(image.name.c_str());
            auto size = annotation.append_child("size");
            for (const auto& [name, pixels] : {std::pair{"width", image.width}, {"height", image.height}, {"depth", 3}})
                size.append_child(name).text().set(pixels);
            for (const auto& record : records) {
                const auto chain = chains.of(record);
                addObject(annotation, record, chain);
                for (const auto& text : record.texts)
                    if (const auto phrase = words(text.text); !phrase.empty())
                        if (auto line = fmt::format("[/EN#{}{} {}]\n", chain, typesOf(record), phrase);
                            written.insert(line).second)
                            sentences += line;
            }
            std::ostringstream xml;
            document.save(xml, "\t", pugi::format_indent | pugi::format_no_declaration);
            auto done = writePlain(folder / "Annotations" / (id + ".xml"), xml.str());
            return done ? writePlain(folder / "Sentences" / (id + ".txt"), sentences) : done;
        });
    }

 private:
    static void addObject(pugi::xml_node annotation, const Record& record, std::int64_t chain) {
        auto object = annotation.append_child("object");
        object.append_child("name").text().set(static_cast<long long>(chain));
        if (!record.box) {
            object.append_child("scene").text().set(1);
            object.append_child("nobndbox").text().set(1);
            return;
        }
        // 1-based, both ends inside.
        const auto left = std::lround(record.box->x), top = std::lround(record.box->y);
        const auto right = std::max(left + 1, std::lround(record.box->right())),
                   bottom = std::max(top + 1, std::lround(record.box->bottom()));
        auto box = object.append_child("bndbox");
        for (const auto& [name, at] :
             {std::pair{"xmin", left + 1}, {"ymin", top + 1}, {"xmax", right}, {"ymax", bottom}})
            box.append_child(name).text().set(at);
    }
};

}  // namespace

FormatPtr make_entities() {
    return std::make_unique<EntitiesFormat>();
}

}  // namespace legenda::data::regions
