// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/decoding_choice.h"

#include "ui/bridge/preferences.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QMenu>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kCaptions = 3;

struct Method {
    const char* id;
    const char* name;
    int beam;
    double temperature;
};

constexpr Method kMethods[] = {
    {"greedy", QT_TRANSLATE_NOOP("legenda::ui::DecodingChoice", "Greedy search"), 1, 0},
    {"beam3", QT_TRANSLATE_NOOP("legenda::ui::DecodingChoice", "Beam search, width 3"), 3, 0},
    {"beam7", QT_TRANSLATE_NOOP("legenda::ui::DecodingChoice", "Beam search, width 7"), 7, 0},
    {"beam20", QT_TRANSLATE_NOOP("legenda::ui::DecodingChoice", "Beam search, width 20"), 20, 0},
    {"drawn05", QT_TRANSLATE_NOOP("legenda::ui::DecodingChoice", "Sampling, temperature 0.5"), 1, 0.5},
    {"drawn1", QT_TRANSLATE_NOOP("legenda::ui::DecodingChoice", "Sampling, temperature 1"), 1, 1},
};
constexpr auto kUsual = "beam7";
constexpr auto kMethodKey = "captions/method", kPerWordKey = "captions/perWord", kClassesKey = "captions/classes";

}  // namespace

bool classifierSpeaks() {
    return preference(QLatin1String(kClassesKey), false).toBool();
}

DecodingChoice::DecodingChoice(QWidget* parent)
    : MenuButton(parent),
      methods_(new QActionGroup(this)),
      perWord_(new QAction(tr("Rank by log-probability per word"))),
      classes_(new QAction(tr("Let the image classifier speak"))) {
    setObjectName(QStringLiteral("decoding"));
    setFont(theme::font(theme::Type::Small));
    setAccessibleName(tr("How captions are decoded"));
    setToolTip(tr("How captions are decoded. Choosing sampling again draws other captions."));
    auto* menu = new QMenu(this);
    const auto remembered = preference(QLatin1String(kMethodKey), QLatin1String(kUsual)).toString();
    for (const auto& method : kMethods) {
        if (method.temperature > 0 && kMethods[methods_->actions().size() - 1].temperature == 0) menu->addSeparator();
        auto* action = menu->addAction(tr(method.name));
        action->setObjectName(QLatin1String(method.id));
        action->setCheckable(true);
        methods_->addAction(action);
        if (remembered == QLatin1String(method.id) || !methods_->checkedAction()) action->setChecked(true);
    }
    menu->addSeparator();
    perWord_->setParent(menu);
    perWord_->setObjectName(QStringLiteral("perWord"));
    perWord_->setCheckable(true);
    perWord_->setChecked(preference(QLatin1String(kPerWordKey), false).toBool());
    perWord_->setToolTip(tr("Without it short captions are preferred, since every word lowers the log-probability."));
    menu->addAction(perWord_);
    classes_->setParent(menu);
    classes_->setObjectName(QStringLiteral("classes"));
    classes_->setCheckable(true);
    classes_->setChecked(classifierSpeaks());
    classes_->setToolTip(
        tr("A classifier of 1,000 kinds of things looks at each photograph as well, for one more forward pass. Beam "
           "searches say what it is sure of, and it finds things whose words the alignment model does not know."));
    menu->addAction(classes_);
    menu->setToolTipsVisible(true);
    setMenu(menu);
    setText(methods_->checkedAction()->text());
    connect(methods_, &QActionGroup::triggered, this, &DecodingChoice::choose);
    connect(perWord_, &QAction::triggered, this, [this](bool on) {
        setPreference(QLatin1String(kPerWordKey), on);
        Q_EMIT changed();
    });
    connect(classes_, &QAction::triggered, this, [this](bool on) {
        setPreference(QLatin1String(kClassesKey), on);
        Q_EMIT changed();
        Q_EMIT classifierChanged(on);
    });
}

void DecodingChoice::choose(QAction* method) {
    setText(method->text());
    setPreference(QLatin1String(kMethodKey), method->objectName());
    Q_EMIT changed();
}

model::DecodeOptions DecodingChoice::options() {
    const auto& method = kMethods[methods_->actions().indexOf(methods_->checkedAction())];
    model::DecodeOptions options;
    options.beam = method.beam;
    options.temperature = method.temperature;
    options.count = method.temperature > 0 ? kCaptions : std::min(kCaptions, method.beam);
    options.lengthNorm = perWord_->isChecked() ? 1 : 0;
    options.classes = classes_->isChecked();
    if (method.temperature > 0) options.seed = ++draws_;
    return options;
}

}  // namespace legenda::ui
