// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/compare/same_words.h"

#include <QString>

#include <sstream>

namespace legenda::ui {

namespace {

// The letters and digits of a sentence, and the word that each stands in.
struct Letters {
    QString text;
    std::vector<int> words;
};

Letters lettersOf(const std::vector<std::string>& words) {
    Letters letters;
    for (std::size_t i = 0; i < words.size(); ++i)
        for (const QChar c : QString::fromStdString(words[i]).toLower())
            if (c.isLetterOrNumber()) {
                letters.text += c;
                letters.words.push_back(static_cast<int>(i));
            }
    return letters;
}

}  // namespace

bool sameSentence(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return lettersOf(a).text == lettersOf(b).text;
}

std::vector<int> sameWords(const std::vector<std::string>& from, const std::vector<std::string>& to) {
    const Letters own = lettersOf(from), other = lettersOf(to);
    std::vector<int> same(from.size(), -1);
    if (own.text != other.text) return same;
    for (std::size_t i = own.words.size(); i-- > 0;) same[static_cast<std::size_t>(own.words[i])] = other.words[i];
    return same;
}

std::vector<std::string> wordsBetweenSpaces(const std::string& sentence) {
    std::istringstream in(sentence);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(std::move(word));
    return words;
}

}  // namespace legenda::ui
