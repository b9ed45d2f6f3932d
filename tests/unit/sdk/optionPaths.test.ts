import { Share, ShareRecipient, ShareResource } from "../../../sdk";

const classes = { Share, ShareRecipient, ShareResource };

describe.each(Object.entries(classes))("%s", (type, Class) => {
  test.each([
    ["ignoreChanges", "recipients[0]"],
    ["ignoreChanges", "resources[*].meta"],
    ["ignoreChanges", "meta.a"],
    ["replaceOnChanges", "resources[0].meta"],
  ])("%s refuses the path %s into a property", (option, path) => {
    // It is refused before the arguments are looked at.
    const construct = () => new Class("one", {} as never, { [option]: ["name", path] });
    expect(construct).toThrow(
      `${type} "one": the option ${option} takes names of whole properties here, or "*"; it has "${path}"`,
    );
  });
});
