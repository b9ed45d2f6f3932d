import type * as pulumi from "@pulumi/pulumi";

/** The list that the SDK walks while it constructs a resource: its own, its parents', the stack's. */
type Walked = { __transformations?: pulumi.ResourceTransformation[] };

/**
 * A transformation that runs after all others. The SDK has no place for one, and runs a resource's own first, then
 * those of its parents and of the stack. So the first one of all adds it to the list that is being walked.
 */
export class LastTransformation {
  private resource: pulumi.Resource | undefined;
  private wasRun = false;

  constructor(private readonly change: pulumi.ResourceTransformation) {}

  readonly first: pulumi.ResourceTransformation = ({ resource }) => {
    // With these options or below this resource, a transformation may construct another one.
    if (this.resource) return undefined;
    this.resource = resource;
    (resource as Walked).__transformations?.push(this.last);
    return undefined;
  };

  private readonly last: pulumi.ResourceTransformation = (given) => {
    if (given.resource !== this.resource) return undefined;
    this.wasRun = true;
    return this.change(given);
  };

  /** Takes both off the list again, which the resource's children inherit. */
  end(resource: object): void {
    if (!this.wasRun)
      throw new Error(
        "this version of @pulumi/pulumi runs transformations in a way that pulumi-cloudflare-sharing does not know: upgrade pulumi-cloudflare-sharing",
      );
    const walked = resource as Walked;
    walked.__transformations = walked.__transformations?.filter(
      (one) => one !== this.first && one !== this.last,
    );
  }
}
