// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_types.h"

#include <QAction>

#include <utility>

namespace legenda::ui {

namespace {

const char* const kTypes[][2] = {{"people", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&People")},
                                 {"clothing", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Clothing")},
                                 {"bodyparts", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Body parts")},
                                 {"animals", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Animals")},
                                 {"vehicles", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Vehicles")},
                                 {"instruments", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Instruments")},
                                 {"scene", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Scene")},
                                 {"other", QT_TRANSLATE_NOOP("legenda::ui::PhraseTypes", "&Other")}};

QStringList typesIn(const QString& types) {
    return types.split(QLatin1Char('/'), Qt::SkipEmptyParts);
}

}  // namespace

PhraseTypes::PhraseTypes(const QString& types, QWidget* parent) : QMenu(parent) {
    setObjectName(QStringLiteral("phraseTypes"));
    setAccessibleName(tr("Entity types of the phrase"));
    setAttribute(Qt::WA_DeleteOnClose);
    for (const auto& [type, title] : kTypes) {
        QAction* action = addAction(tr(title));
        action->setCheckable(true);
        action->setChecked(typesIn(types).contains(QLatin1String(type)));
        connect(action, &QAction::toggled, this, [this, types, type = QString::fromLatin1(type)](bool on) {
            QStringList now = typesIn(types);
            now.removeAll(type);
            if (on) now << type;
            Q_EMIT chosen(now.join(QLatin1Char('/')));
        });
    }
}

QString PhraseTypes::title(const QString& types) {
    QStringList titles;
    for (const QString& type : typesIn(types)) {
        QString shown = type;
        for (const auto& [known, title] : kTypes)
            if (type == QLatin1String(known)) shown = tr(title).remove(QLatin1Char('&'));
        titles << (titles.isEmpty() ? shown : shown.toLower());
    }
    return titles.join(QStringLiteral(", "));
}

}  // namespace legenda::ui
