// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/decoding_choice.h"

#include "ui/bridge/preferences.h"
#include "ui/bridge/settings.h"
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
constexpr auto kUsual = "settings";  // the id of the decoding that the settings describe
constexpr auto kMethodKey = "captions/method", kPerWordKey = "captions/perWord", kClassesKey = "captions/classes";

bool ofDecoding(Setting setting) {
    return setting == Setting::Beam || setting == Setting::Captions || setting == Setting::LengthNorm ||
           setting == Setting::Temperature;
}

QString describeDecoding(const model::DecodeOptions& options) {
    if (options.temperature > 0) return DecodingChoice::tr("Sampling, temperature %1").arg(options.temperature);
    return options.beam == 1 ? DecodingChoice::tr("Greedy search")
                             : DecodingChoice::tr("Beam search, width %1").arg(options.beam);
}

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
    const auto add = [&](const QString& name, const char* id) {
        auto* action = menu->addAction(name);
        action->setObjectName(QLatin1String(id));
        action->setCheckable(true);
        methods_->addAction(action);
        if (remembered == QLatin1String(id) || !methods_->checkedAction()) action->setChecked(true);
        return action;
    };
    usual_ = add(tr("As in the settings"), kUsual);
    usual_->setToolTip(tr("Width, number of captions, length norm and temperature are chosen in the settings."));
    menu->addSeparator();
    const Method* before = nullptr;
    for (const auto& method : kMethods) {
        if (method.temperature > 0 && before && before->temperature == 0) menu->addSeparator();
        add(tr(method.name), method.id);
        before = &method;
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
    showChosen();
    connect(&Settings::ofApplication(), &Settings::changed, this, [this](Setting setting) {
        if (!ofDecoding(setting) || methods_->checkedAction() != usual_) return;
        showChosen();
        Q_EMIT changed();
    });
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

void DecodingChoice::showChosen() {
    const QAction* chosen = methods_->checkedAction();
    setText(chosen == usual_ ? describeDecoding(Settings::ofApplication().decoding()) : chosen->text());
}

void DecodingChoice::choose(QAction* method) {
    showChosen();
    setPreference(QLatin1String(kMethodKey), method->objectName());
    Q_EMIT changed();
}

model::DecodeOptions DecodingChoice::options() {
    const QAction* chosen = methods_->checkedAction();
    auto options = Settings::ofApplication().decoding();
    if (chosen != usual_) {
        const auto* method = std::ranges::find_if(
            kMethods, [&](const Method& each) { return chosen->objectName() == QLatin1String(each.id); });
        options.beam = method->beam;
        options.temperature = method->temperature;
        options.count = method->temperature > 0 ? kCaptions : std::min(kCaptions, method->beam);
        options.lengthNorm = 0;
    }
    if (perWord_->isChecked()) options.lengthNorm = 1;
    if (options.temperature > 0) options.seed = ++draws_;
    options.classes = classes_->isChecked();
    return options;
}

}  // namespace legenda::ui
