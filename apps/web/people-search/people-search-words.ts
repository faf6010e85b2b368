// The words of looking for people.
import { catalogue } from "../i18n/catalogue.ts";

export const peopleSearchWords = catalogue(
  {
    people: "People",
    find: "Find @{username}",
    self: "This is you.",
    nobody: "Nobody found. To find someone new, enter their whole username.",
    chosen: "Chosen people",
    add: "Add people",
    placeholder: "Name or username",
    remove: "Remove {name}",
    added: "{name} added",
    removed: "{name} removed",
    isIn: "{name} is in the group already.",
    full: { one: "A group has room for {count} person.", other: "A group has room for {count} people." },
  },
  {
    people: "联系人",
    find: "查找 @{username}",
    self: "这是你自己。",
    nobody: "没有结果。查找未联系过的人需输入完整的用户名。",
    chosen: "已选联系人",
    add: "添加成员",
    placeholder: "名字或用户名",
    remove: "移除{name}",
    added: "已添加{name}",
    removed: "已移除{name}",
    isIn: "{name}已在群组中。",
    full: { other: "群组最多 {count} 人。" },
  },
);
