// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/entities_files.h"

#include "core/data/text_file.h"
#include "core/data/regions/values.h"
#include "core/data/regions/words.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

namespace legenda::data::regions {

namespace {

constexpr const char* kNotVisualType = "notvisual";

// The number that an id of Entities stands for ("18", or "18/2" for the second box of 18); 0: it is none.
std::int64_t chainNumber(const std::string& id) {
    const auto number = idJson(id.substr(0, id.find('/')));
    const bool plain = number.is_number() && id.find_first_not_of("0123456789/") == std::string::npos;
    return plain ? number.get<std::int64_t>() : 0;
}

// Words with one space between them, and without the brackets that mark phrases.
std::string unmarked(const std::string& text) {
    std::string plain;
    for (const char c : text) {
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (!space)
            plain += c == '[' ? '(' : c == ']' ? ')' : c;
        else if (!plain.empty() && plain.back() != ' ')
            plain += ' ';
    }
    return std::string(data::trimmed(plain));
}

std::string slashedTypes(const Record& record) {
    std::string types;
    for (const auto& type : member(record.keys, "types"))
        if (type.is_string()) types += '/' + type.get<std::string>();
    return types.empty() ? "/other" : types;
}

// A phrase that names nothing visible and is not named again has the number 0.
bool isUnnumbered(const Chain& chain) {
    return chain.seen == Seen::NotVisible && chain.mentions.size() == 1 &&
           (chain.types.empty() || chain.types == kNotVisualType);
}

class EntitiesWriter {
 public:
    EntitiesWriter(const Image& image, const std::vector<Record>& records) : image_(image), records_(records) {
        for (const auto& chain : image.chains) next_ = std::max(next_, chainNumber(chain.id));
        for (const auto& record : records) next_ = std::max(next_, chainNumber(record.id));
        for (std::size_t i = 0; i < image.chains.size(); ++i) numbers_.push_back(numberOf(image.chains[i], i));
    }

    EntitiesFiles write() {
        addHead();
        for (const auto& sentence : markedSentences()) sentences_ += sentence + '\n';
        for (std::size_t c = 0; c < image_.chains.size(); ++c) {
            const auto& chain = image_.chains[c];
            if (chain.seen != Seen::Boxes && numbers_[c] != 0)
                addUnboxed({numbers_[c]}, chain.seen == Seen::WholeScene);
        }
        for (std::size_t i = 0; i < records_.size(); ++i) addRecord(records_[i], static_cast<std::int64_t>(i));
        std::ostringstream xml;
        document_.save(xml, "\t", pugi::format_indent | pugi::format_no_declaration);
        return {xml.str(), std::move(sentences_)};
    }

 private:
    std::int64_t numberOf(const Chain& chain, std::size_t place) {
        if (isUnnumbered(chain)) return 0;
        for (const auto region : chain.regions) chainsOf_[region].push_back(place);
        const auto own = chainNumber(chain.id);
        if (own > 0 && taken_.insert(own).second) {
            if (chain.seen == Seen::WholeScene) scenes_.insert(own);
            return own;
        }
        taken_.insert(++next_);
        return next_;
    }

    void addHead() {
        annotation_.append_child("filename").text().set(image_.name.c_str());
        auto size = annotation_.append_child("size");
        for (const auto& [name, pixels] : {std::pair{"width", image_.width}, {"height", image_.height}, {"depth", 3}})
            size.append_child(name).text().set(pixels);
    }

    // The image's sentences with the phrases of an annotator, for each of them.
    std::vector<std::string> markedSentences() const {
        std::vector<std::string> annotators, marked;
        for (const auto& chain : image_.chains)
            if (std::ranges::find(annotators, chain.annotator) == annotators.end())
                annotators.push_back(chain.annotator);
        for (const auto& annotator : annotators) {
            std::map<std::string, int> copies;
            for (const auto& sentence : image_.sentences)
                marked.push_back(markedSentence(sentence, copies[sentence]++, annotator));
        }
        return marked;
    }

    std::string markedSentence(const std::string& sentence, int copy, const std::string& annotator) const {
        const auto count = static_cast<int>(wordsOf(sentence).size());
        std::map<int, std::pair<int, std::string>> marks;  // by the first word: the end and the opening mark
        for (std::size_t c = 0; c < image_.chains.size(); ++c) {
            const auto& chain = image_.chains[c];
            if (chain.annotator != annotator) continue;
            for (const auto& mention : chain.mentions)
                if (mention.copy == copy && mention.sentence == sentence)
                    marks[mention.start] = {mention.end, openingMark(chain, numbers_[c])};
        }
        std::string line;
        for (int word = 0; word < count;) {
            const auto mark = marks.find(word);
            const int end = mark == marks.end() ? word + 1 : std::min(count, mark->second.first);
            const auto words = unmarked(phraseOf(sentence, word, end));
            line += line.empty() ? "" : " ";
            line += mark == marks.end() ? words : mark->second.second + ' ' + words + ']';
            word = end;
        }
        return line;
    }

    static std::string openingMark(const Chain& chain, std::int64_t number) {
        std::string types = chain.types.empty() ? (number == 0 ? kNotVisualType : "other") : chain.types;
        std::ranges::replace_if(
            types, [](char c) { return c == ' ' || c == '[' || c == ']'; }, '-');
        return fmt::format("[/EN#{}/{}", number, types);
    }

    void addRecord(const Record& record, std::int64_t place) {
        std::vector<std::int64_t> names;
        std::set<std::string> said;
        if (const auto shown = chainsOf_.find(place); shown != chainsOf_.end())
            for (const auto chain : shown->second) {
                names.push_back(numbers_[chain]);
                for (const auto& mention : image_.chains[chain].mentions)
                    said.insert(unmarked(phraseOf(mention.sentence, mention.start, mention.end)));
            }
        const auto own = chainNumber(record.id);
        const bool scene = !record.box && own > 0 && scenes_.contains(own);  // its object is there
        if (scene) {
            names.push_back(own);
            for (std::size_t c = 0; c < image_.chains.size(); ++c)
                for (const auto& mention : image_.chains[c].mentions)
                    if (numbers_[c] == own)
                        said.insert(unmarked(phraseOf(mention.sentence, mention.start, mention.end)));
        }
        std::vector<std::string> phrases;
        for (const auto& text : record.texts)
            if (auto phrase = unmarked(text.text); !phrase.empty() && !said.contains(phrase))
                phrases.push_back(std::move(phrase));
        // What is said of this region alone is no phrase of a chain with others.
        if (names.empty() || (!phrases.empty() && !scene && severalShow(place)))
            names.push_back(own > 0 && !taken_.contains(own) ? own : ++next_);
        if (record.box)
            addBox(names, *record.box);
        else if (!scene)
            addUnboxed(names, true);
        for (const auto& phrase : phrases) {
            auto line = fmt::format("[/EN#{}{} {}]\n", names.back(), slashedTypes(record), phrase);
            if (lines_.insert(line).second) sentences_ += line;  // a chain of several boxes says its phrases once
        }
    }

    // Whether a chain that shows the record shows others as well.
    bool severalShow(std::int64_t place) const {
        const auto shown = chainsOf_.find(place);
        return shown != chainsOf_.end() && std::ranges::any_of(shown->second, [&](std::size_t chain) {
                   return image_.chains[chain].regions.size() > 1;
               });
    }

    pugi::xml_node addObject(const std::vector<std::int64_t>& names) {
        auto object = annotation_.append_child("object");
        for (const auto name : names) object.append_child("name").text().set(static_cast<long long>(name));
        return object;
    }

    void addUnboxed(const std::vector<std::int64_t>& names, bool scene) {
        auto object = addObject(names);
        object.append_child("scene").text().set(scene ? 1 : 0);
        object.append_child("nobndbox").text().set(1);
    }

    void addBox(const std::vector<std::int64_t>& names, const base::Box& of) {
        // 1-based, both ends inside.
        const auto left = std::lround(of.x), top = std::lround(of.y);
        const auto right = std::max(left + 1, std::lround(of.right())),
                   bottom = std::max(top + 1, std::lround(of.bottom()));
        auto box = addObject(names).append_child("bndbox");
        for (const auto& [name, at] :
             {std::pair{"xmin", left + 1}, {"ymin", top + 1}, {"xmax", right}, {"ymax", bottom}})
            box.append_child(name).text().set(at);
    }

    const Image& image_;
    const std::vector<Record>& records_;
    pugi::xml_document document_;
    pugi::xml_node annotation_ = document_.append_child("annotation");
    std::string sentences_;
    std::int64_t next_ = 0;
    std::vector<std::int64_t> numbers_;                          // of the image's chains
    std::set<std::int64_t> taken_, scenes_;                      // numbers of chains
    std::map<std::int64_t, std::vector<std::size_t>> chainsOf_;  // of records
    std::set<std::string> lines_;
};

}  // namespace

EntitiesFiles entitiesFiles(const Image& image, const std::vector<Record>& records) {
    return EntitiesWriter(image, records).write();
}

}  // namespace legenda::data::regions
