// The emoji of the picker, by category. The platform draws them.
import { catalogue } from "../i18n/catalogue.ts";

export const emojiWords = catalogue(
  {
    faces: "Faces",
    gestures: "Hands and people",
    nature: "Animals and nature",
    food: "Food and drink",
    activity: "Activity",
    places: "Travel",
    objects: "Objects",
    symbols: "Symbols",
    recent: "Recently used",
  },
  {
    faces: "表情",
    gestures: "手势与人物",
    nature: "动物与自然",
    food: "食物与饮料",
    activity: "活动",
    places: "旅行",
    objects: "物品",
    symbols: "符号",
    recent: "最近使用",
  },
);

export const emojiKinds = [
  [
    "faces",
    "😀 😃 😄 😁 😆 😅 😂 🤣 🥲 😊 😇 🙂 🙃 😉 😌 😍 🥰 😘 😗 😋 😛 😜 🤪 😝 🤗 🤭 🤫 🤔 🫡 🤐 😐 😑 😶 😏 😒 🙄 😬 😮‍💨 🤥 😔 😪 🤤 😴 😷 🤒 🤕 🤢 🤮 🤧 🥵 🥶 🥴 😵 🤯 🤠 🥳 🥸 😎 🤓 🧐 😕 🫤 😟 🙁 😮 😯 😲 😳 🥺 🥹 😦 😨 😰 😥 😢 😭 😱 😖 😣 😞 😓 😩 😫 🥱 😤 😡 😠 🤬 😈 💀 💩 🤡 👻 👽 🤖 😺 😸 😹 😻 🙀 😿",
  ],
  [
    "gestures",
    "👍 👎 👌 🤌 🤏 ✌️ 🤞 🫰 🤟 🤘 🤙 👈 👉 👆 👇 ☝️ 👋 🤚 🖐️ ✋ 🖖 👏 🙌 🫶 👐 🤲 🤝 🙏 ✍️ 💪 🦾 👀 👁️ 👅 👄 🧠 👶 🧒 👦 👧 🧑 👨 👩 🧓 👴 👵 🙋 🙆 🙅 🤷 🤦 🙇 💁 🧑‍💻 🧑‍🎓 🧑‍🏫 🧑‍🍳 🧑‍🚀 🕵️ 👷 💃 🕺 🚶 🏃 👫 👪",
  ],
  [
    "nature",
    "🐶 🐱 🐭 🐹 🐰 🦊 🐻 🐼 🐨 🐯 🦁 🐮 🐷 🐸 🐵 🙈 🙉 🙊 🐔 🐧 🐦 🦆 🦉 🦇 🐺 🐴 🦄 🐝 🐛 🦋 🐌 🐞 🐢 🐍 🐙 🐠 🐟 🐬 🐳 🦈 🐘 🦒 🐪 🐑 🐕 🐈 🕊️ 🌵 🌲 🌳 🌴 🌱 🌿 ☘️ 🍀 🍁 🍂 🍄 🌾 💐 🌷 🌹 🌺 🌸 🌼 🌻 🌞 🌙 ⭐ 🌟 ✨ ⚡ 🔥 🌈 ☀️ ⛅ ☁️ 🌧️ ❄️ ⛄ 💧 🌊",
  ],
  [
    "food",
    "🍏 🍎 🍐 🍊 🍋 🍌 🍉 🍇 🍓 🫐 🍒 🍑 🥭 🍍 🥝 🍅 🥑 🥦 🥕 🌽 🌶️ 🧄 🧅 🥔 🍞 🥐 🥖 🧀 🥚 🍳 🥞 🥓 🍔 🍟 🍕 🌭 🥪 🌮 🌯 🥗 🍝 🍜 🍲 🍛 🍣 🍱 🥟 🍤 🍙 🍚 🥮 🍦 🍩 🍪 🎂 🍰 🧁 🍫 🍬 🍿 ☕ 🍵 🧋 🥤 🍺 🍻 🥂 🍷 🍸 🍶",
  ],
  [
    "activity",
    "⚽ 🏀 🏈 ⚾ 🎾 🏐 🏓 🏸 🥊 ⛳ 🏹 🎣 🛹 ⛷️ 🏂 🏊 🚴 🧗 🏆 🥇 🥈 🥉 🎖️ 🎫 🎨 🎬 🎤 🎧 🎹 🥁 🎸 🎻 🎲 ♟️ 🎯 🎳 🎮 🧩 🎉 🎊 🎈 🎁 🎀 🎄 🎃 🧧 🧨 🎆",
  ],
  [
    "places",
    "🚗 🚕 🚌 🚑 🚒 🚜 🛵 🚲 🛴 🚂 🚄 🚇 ✈️ 🚀 🛸 🚁 ⛵ 🚢 ⚓ ⛽ 🚦 🗺️ 🗽 🗼 🏰 🎡 🎢 ⛲ 🏖️ 🏝️ 🏔️ 🏕️ 🏠 🏡 🏢 🏥 🏦 🏨 🏫 ⛪ 🕌 🛕 🌁 🌃 🌅 🌉 🌌",
  ],
  [
    "objects",
    "⌚ 📱 💻 ⌨️ 🖥️ 🖨️ 📷 📹 📺 📻 ⏰ ⏳ 🔋 🔌 💡 🔦 🕯️ 💸 💳 💎 🔧 🔨 🛠️ ⚙️ 🧲 🔫 💣 🔪 🛡️ 🔮 💊 💉 🧬 🔬 🔭 🧹 🧺 🛁 🔑 🚪 🛋️ 🛏️ 🖼️ 🛒 ✉️ 📦 📜 📄 📊 📈 📅 📋 📁 📰 📚 📖 🔖 📎 ✂️ 📌 📝 ✏️ 🔍 🔒 🔓",
  ],
  [
    "symbols",
    "❤️ 🧡 💛 💚 💙 💜 🖤 🤍 🤎 💔 ❣️ 💕 💞 💓 💗 💖 💘 💝 ✅ ❌ ❓ ❗ ‼️ 💯 ⚠️ 🚫 ⛔ 🔴 🟠 🟡 🟢 🔵 🟣 ⚫ ⚪ ♻️ 🔔 🔕 🎵 🎶 ➕ ➖ ➗ ✖️ ♾️ 💲 ™️ ©️ ®️ ⬆️ ➡️ ⬇️ ⬅️ 🔄 🆗 🆕 🆒 🏁 🚩 🏳️‍🌈 💬 💭 💤 👑",
  ],
] as const;
